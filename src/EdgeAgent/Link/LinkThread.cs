using EdgeAgent.Native;

namespace EdgeAgent.Link;

/// <summary>
/// The one thread that owns a <see cref="BrokerSession"/>: runs what other threads post, and sleeps until something is posted, is due,
/// or the machine returns from suspend.
/// </summary>
internal sealed class LinkThread : IDisposable
{
    private readonly ILinkWork _work;
    private readonly Alarm _alarm = new();
    private readonly SleepMeter _sleep = new(static () => BootClock.Now, static () => BootClock.MonotonicNow);
    private readonly Lock _gate = new();
    private readonly Thread _thread;
    private List<Action> _posted = [];
    private List<Action> _taken = [];
    private bool _hasEnded;
    private int _isStarted;

    public LinkThread(ILinkWork work)
    {
        _work = work;
        _thread = new Thread(Run) { IsBackground = true, Name = "mqtt-link" };
    }

    public bool IsCurrent => Thread.CurrentThread == _thread;

    /// <summary>Starts the thread. Further calls do nothing.</summary>
    public void Start()
    {
        if (Interlocked.Exchange(ref _isStarted, 1) == 0) _thread.Start();
    }

    /// <summary>Runs an action on this thread. False when the thread has ended.</summary>
    public bool Post(Action action)
    {
        lock (_gate)
        {
            if (_hasEnded) return false;
            _posted.Add(action);
        }

        _alarm.Set();
        return true;
    }

    public bool Join(TimeSpan timeout) => _thread.Join(timeout);

    public void Dispose() => _alarm.Dispose();

    private void Run()
    {
        while (!_work.HasEnded)
        {
            _work.Step(RunPosted, _alarm.TakeResumed(), _sleep.Look());
            if (!_work.HasEnded) _alarm.Wait(_work.NextDueMs);
        }

        lock (_gate) _hasEnded = true;
        // Publishes that were posted before the end are answered "stopped".
        RunPosted();
    }

    private void RunPosted()
    {
        lock (_gate) (_posted, _taken) = (_taken, _posted);
        foreach (var action in _taken) action();
        _taken.Clear();
    }
}
