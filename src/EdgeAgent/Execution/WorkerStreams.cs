using System.Text;
using EdgeAgent.Native;

namespace EdgeAgent.Execution;

/// <summary>The pipes of a worker: output, errors, reports and control lines. Used on the loop's thread.</summary>
internal sealed unsafe class WorkerStreams : IDisposable
{
    private const int ErrorBytes = 8 * 1024;

    private readonly PollLoop _loop;
    private readonly int _controlFd;
    private readonly List<PollLoop.Watch> _pipes = [];

    /// <param name="outputBytes">Number of bytes of the output that are kept.</param>
    public WorkerStreams(PollLoop loop, in Child child, WorkerReports reports, int outputBytes)
    {
        _loop = loop;
        _controlFd = child.ControlFd;
        Reports = reports;
        Output = new OutputCapture(outputBytes);
        Errors = new OutputCapture(ErrorBytes);
        Watch(child.OutFd, bytes => Output.Append(bytes));
        Watch(child.ErrFd, bytes => Errors.Append(bytes));
        Watch(child.ReportFd, bytes => Reports.Feed(bytes));
    }

    private delegate void ReadAction(ReadOnlySpan<byte> bytes);

    public OutputCapture Output { get; }

    public OutputCapture Errors { get; }

    public WorkerReports Reports { get; }

    /// <summary>Writes a control line. The line is lost when the pipe is full because the worker does not read; the limits file still has the present limits.</summary>
    public void Send(string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line);
        fixed (byte* pointer = bytes) _ = Libc.write(_controlFd, pointer, bytes.Length);
    }

    /// <summary>Reads the remaining data after the processes have ended. Call it before the descriptors are closed.</summary>
    public void Drain()
    {
        foreach (PollLoop.Watch pipe in _pipes) pipe.Ready(Libc.PollIn | Libc.PollHup);
        foreach (PollLoop.Watch pipe in _pipes) _loop.Remove(pipe);
        Reports.End();
    }

    public void Dispose()
    {
        Output.Dispose();
        Errors.Dispose();
    }

    private void Watch(int fd, ReadAction take)
    {
        PollLoop.Watch? watch = null;
        watch = _loop.Add(fd, Libc.PollIn, events =>
        {
            if (Read(fd, events, take)) _loop.Remove(watch);
        });
        _pipes.Add(watch);
    }

    /// <summary>True at the end of the stream.</summary>
    private static bool Read(int fd, int events, ReadAction take)
    {
        const int size = 16 * 1024;
        byte* buffer = stackalloc byte[size];
        // After the end there is no further call, so read everything that is left, up to the size of a pipe.
        int rounds = (events & Libc.PollHup) != 0 ? 128 : 4;
        for (int i = 0; i < rounds; i++)
        {
            nint length = Libc.read(fd, buffer, size);
            if (length < 0 && Libc.Errno == Errno.EINTR) continue;
            if (length < 0) return false;
            if (length == 0) return true;
            take(new ReadOnlySpan<byte>(buffer, (int)length));
        }

        return false;
    }
}
