using System.Collections.Concurrent;
using EdgeAgent.Native;

namespace EdgeAgent.Execution;

/// <summary>
/// A thread that waits in poll(2) for the events of child processes: pipes, exits, cgroup events, timers. It owns the state of all
/// process runs, so that they need no locks. It starts all children, because a parent-death signal is sent when the thread that
/// started the child ends, and a pool thread ends at any time. Without a run the thread does not wake.
/// </summary>
/// <remarks><see cref="Post"/> may be called from any thread, the rest only on the loop's thread.</remarks>
internal sealed unsafe class PollLoop : IDisposable
{
    private readonly ConcurrentQueue<Action> _posted = new();
    private readonly List<Watch> _watches = [];
    private readonly List<Timer> _timers = [];
    private readonly TimeProvider _time;
    private readonly Action<Exception> _onFault;
    private readonly int _wakeFd;
    private readonly Thread _thread;
    private PollFd[] _fds = new PollFd[16];
    private readonly Lock _wakeGate = new();
    private bool _closing;
    private bool _isWakeClosed;

    /// <param name="onFault">Called with an exception that a callback threw; the loop continues.</param>
    /// <param name="onStart">Called first on the loop's thread, before any process starts.</param>
    public PollLoop(TimeProvider time, Action<Exception> onFault, Action? onStart = null)
    {
        _time = time;
        _onFault = onFault;
        _wakeFd = Libc.eventfd(0, Libc.OCloExec | Libc.ONonBlock);
        if (_wakeFd < 0) throw new IOException($"eventfd: {Libc.Message(Libc.Errno)}");
        if (onStart is not null) Post(onStart);
        _thread = new Thread(Run, maxStackSize: 256 * 1024) { IsBackground = true, Name = "execution" };
        _thread.Start();
    }

    public sealed class Watch(int fd, short events, Action<short> ready)
    {
        public int Fd { get; } = fd;
        public short Events { get; } = events;
        public Action<short> Ready { get; } = ready;
        public bool Removed { get; set; }
    }

    public sealed class Timer(long dueTimestamp, Action fired)
    {
        public long Due { get; } = dueTimestamp;
        public Action Fired { get; } = fired;
        public bool Canceled { get; set; }
    }

    public TimeProvider Time => _time;

    public bool OnThread => Thread.CurrentThread == _thread;

    /// <summary>Runs <paramref name="action"/> on the loop's thread, after the actions posted before it. After <see cref="Dispose"/> the action does not run.</summary>
    public void Post(Action action)
    {
        _posted.Enqueue(action);
        Wake();
    }

    public Watch Add(int fd, short events, Action<short> ready)
    {
        var watch = new Watch(fd, events, ready);
        _watches.Add(watch);
        return watch;
    }

    public void Remove(Watch? watch)
    {
        if (watch is null || watch.Removed) return;
        watch.Removed = true;
        _watches.Remove(watch);
    }

    public Timer After(TimeSpan span, Action fired)
    {
        var timer = new Timer(_time.GetTimestamp() + (long)(span.TotalSeconds * _time.TimestampFrequency), fired);
        _timers.Add(timer);
        return timer;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closing, true)) return;
        Wake();
        if (!OnThread) _thread.Join();
        lock (_wakeGate)
        {
            _isWakeClosed = true;
            _ = Libc.close(_wakeFd);
        }
    }

    // The number of a closed descriptor may already belong to another file, so nothing is written after the close.
    private void Wake()
    {
        ulong one = 1;
        lock (_wakeGate)
        {
            if (!_isWakeClosed) _ = Libc.write(_wakeFd, (byte*)&one, sizeof(ulong));
        }
    }

    private void Run()
    {
        while (!Volatile.Read(ref _closing))
        {
            Wait();
            while (_posted.TryDequeue(out Action? action)) Guard(action);
            FireTimers();
        }
    }

    private void Wait()
    {
        Watch[] watches = [.. _watches];
        if (_fds.Length < watches.Length + 1) _fds = new PollFd[watches.Length * 2];
        _fds[0] = new PollFd { Fd = _wakeFd, Events = Libc.PollIn };
        for (int i = 0; i < watches.Length; i++) _fds[i + 1] = new PollFd { Fd = watches[i].Fd, Events = watches[i].Events };

        int ready;
        fixed (PollFd* fds = _fds) ready = Libc.poll(fds, (ulong)watches.Length + 1, TimeoutMs());
        if (ready <= 0) return;

        ulong count;
        if (_fds[0].Revents != 0) _ = Libc.read(_wakeFd, (byte*)&count, sizeof(ulong));
        for (int i = 0; i < watches.Length; i++)
        {
            short events = _fds[i + 1].Revents;
            Watch watch = watches[i];
            // An earlier callback may have removed this watch and closed its descriptor.
            if (events != 0 && !watch.Removed) Guard(() => watch.Ready(events));
        }
    }

    private int TimeoutMs()
    {
        if (!_posted.IsEmpty || Volatile.Read(ref _closing)) return 0;
        if (_timers.Count == 0) return -1;
        long left = _timers.Min(t => t.Due) - _time.GetTimestamp();
        // Rounded up: a wake-up before the due time would poll again without waiting.
        if (left <= 0) return 0;
        return (int)Math.Min(int.MaxValue, Math.Ceiling(left * 1000.0 / _time.TimestampFrequency));
    }

    private void FireTimers()
    {
        if (_timers.Count == 0) return;
        _timers.RemoveAll(t => t.Canceled);
        long now = _time.GetTimestamp();
        foreach (Timer due in _timers.Where(t => t.Due <= now).ToArray())
        {
            _timers.Remove(due);
            if (!due.Canceled) Guard(due.Fired);
        }
    }

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            _onFault(e);
        }
    }
}
