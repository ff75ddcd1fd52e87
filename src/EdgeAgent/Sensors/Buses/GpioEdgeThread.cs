using System.Runtime.InteropServices;
using EdgeAgent.Native;

namespace EdgeAgent.Sensors.Buses;

/// <summary>
/// Thread that waits for edges on all lines of a chip. It sleeps in poll(2) without time-out. An edge wakes it, or, through an eventfd, a
/// change of the set of lines. Callbacks run on this thread and must be short.
/// </summary>
internal sealed unsafe class GpioEdgeThread : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, GpioLine> _lines = [];
    private readonly int _control;
    private readonly Thread _thread;
    private bool _stopped;
    private bool _isControlClosed;

    internal GpioEdgeThread()
    {
        _control = Libc.eventfd(0, Libc.OCloExec);
        if (_control < 0) throw GpioException.Of(Marshal.GetLastPInvokeError(), "eventfd");
        // A stack of 256 KiB is enough; the default is 8 MiB or 1.5 MiB.
        _thread = new Thread(Run, 256 * 1024) { IsBackground = true, Name = "gpio-edges" };
        _thread.Start();
    }

    internal void Add(GpioLine line)
    {
        lock (_gate) _lines[line.Fd] = line;
        Wake();
    }

    /// <summary>When this returns, no callback for the line runs or will run, unless this was called from a callback.</summary>
    internal void Remove(GpioLine line)
    {
        lock (_gate) _lines.Remove(line.Fd);
        Wake();
    }

    public void Dispose()
    {
        lock (_gate) _stopped = true;
        Wake();
        if (Environment.CurrentManagedThreadId != _thread.ManagedThreadId) _thread.Join();
        lock (_gate)
        {
            _isControlClosed = true;
            _ = Libc.close(_control);
        }
    }

    private void Wake()
    {
        ulong one = 1;
        lock (_gate)
        {
            // The number of a closed descriptor may already belong to another file.
            if (!_isControlClosed) _ = Libc.write(_control, (byte*)&one, sizeof(ulong));
        }
    }

    private void Run()
    {
        while (true)
        {
            PollFd[] waits;
            lock (_gate)
            {
                if (_stopped) return;
                waits = [new() { Fd = _control, Events = Libc.PollIn }, .. _lines.Keys.Select(fd => new PollFd { Fd = fd, Events = Libc.PollIn })];
            }
            int ready;
            fixed (PollFd* p = waits) ready = Libc.poll(p, (ulong)waits.Length, -1);
            if (ready <= 0) continue;
            if (waits[0].Revents != 0) DrainControl();
            foreach (var wait in waits.AsSpan(1))
            {
                if (wait.Revents != 0) Dispatch(wait.Fd);
            }
        }
    }

    private void DrainControl()
    {
        ulong count;
        _ = Libc.read(_control, (byte*)&count, sizeof(ulong));
    }

    // The callback runs under the gate, so that Remove waits for it.
    private void Dispatch(int fd)
    {
        lock (_gate)
        {
            if (!_lines.TryGetValue(fd, out var line)) return;
            var edge = new GpioUapi.LineEvent();
            nint got = Libc.read(fd, (byte*)&edge, sizeof(GpioUapi.LineEvent));
            if (got == sizeof(GpioUapi.LineEvent)) line.Report(edge.Id == GpioUapi.RisingEdge);
            else _lines.Remove(fd);
        }
    }
}
