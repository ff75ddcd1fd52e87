using System.Runtime.InteropServices;

namespace EdgeAgent.Sensors.Buses;

/// <summary>
/// The one thread that waits for edges on all lines of a chip. It sleeps in poll(2) without time-out and is woken by an edge or, through an
/// eventfd, by a change of the set of lines. Callbacks run on it and must be short.
/// </summary>
internal sealed unsafe class GpioEdgeThread : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, Action<bool, TimeSpan>> _lines = [];
    private readonly int _control;
    private readonly Thread _thread;
    private bool _stopped;

    internal GpioEdgeThread()
    {
        _control = Libc.EventFd(0, Libc.CloseOnExec);
        if (_control < 0) throw GpioException.Of(Marshal.GetLastPInvokeError(), "eventfd");
        // 256 KiB: the default of 8 MiB (or 1.5 MiB) is address space for nothing.
        _thread = new Thread(Run, 256 * 1024) { IsBackground = true, Name = "gpio-edges" };
        _thread.Start();
    }

    internal void Add(int fd, Action<bool, TimeSpan> changed)
    {
        lock (_gate) _lines.Add(fd, changed);
        Wake();
    }

    /// <summary>After this returns no callback for the line is running or will run (unless called from a callback).</summary>
    internal void Remove(int fd)
    {
        lock (_gate) _lines.Remove(fd);
        Wake();
    }

    public void Dispose()
    {
        lock (_gate) _stopped = true;
        Wake();
        if (Environment.CurrentManagedThreadId != _thread.ManagedThreadId) _thread.Join();
        _ = Libc.Close(_control);
    }

    private void Wake()
    {
        ulong one = 1;
        _ = Libc.Write(_control, &one, sizeof(ulong));
    }

    private void Run()
    {
        while (true)
        {
            Libc.PollFd[] waits;
            lock (_gate)
            {
                if (_stopped) return;
                waits = [new() { Fd = _control, Events = Libc.PollIn }, .. _lines.Keys.Select(fd => new Libc.PollFd { Fd = fd, Events = Libc.PollIn })];
            }
            int ready;
            fixed (Libc.PollFd* p = waits) ready = Libc.Poll(p, (nuint)waits.Length, -1);
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
        _ = Libc.Read(_control, &count, sizeof(ulong));
    }

    // The callback runs under the gate: that is what makes Remove a barrier.
    private void Dispatch(int fd)
    {
        lock (_gate)
        {
            if (!_lines.TryGetValue(fd, out var changed)) return;
            var edge = new GpioUapi.LineEvent();
            nint got = Libc.Read(fd, &edge, (nuint)sizeof(GpioUapi.LineEvent));
            if (got == sizeof(GpioUapi.LineEvent)) changed(edge.Id == GpioUapi.RisingEdge, TimeSpan.FromTicks((long)(edge.TimestampNs / 100)));
            else _lines.Remove(fd);
        }
    }
}
