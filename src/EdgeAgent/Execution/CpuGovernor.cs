namespace EdgeAgent.Execution;

/// <summary>
/// Holds a run to its share of processor time where no controller does it: looks at what it has used, and lets it stand
/// still for as long as it is ahead. On the loop's thread; wakes only while such a run is active.
/// </summary>
/// <param name="percent">Of one core.</param>
/// <param name="used">Processor time of the whole run.</param>
/// <param name="hold">Stops (true) or continues all processes.</param>
internal sealed class CpuGovernor(PollLoop loop, TimeProvider time, double percent, Func<TimeSpan> used, Action<bool> hold)
{
    // Often enough that a limited program still feels steady, seldom enough to cost nothing.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(1);
    private readonly double _share = percent / 100;
    private PollLoop.Timer? _timer;
    private TimeSpan _usedBefore;
    private long _since;
    private double _credit;

    public void Start()
    {
        _usedBefore = used();
        _since = time.GetTimestamp();
        _timer = loop.After(Look, Check);
    }

    /// <summary>While the task is paused or ends, nothing is to be held.</summary>
    public void Stop()
    {
        if (_timer is not null) _timer.Canceled = true;
        _timer = null;
    }

    private void Check()
    {
        long now = time.GetTimestamp();
        TimeSpan total = used();
        // Unused time is not saved up, or a task that slept for a minute could burn for one.
        double saved = Math.Min(_credit + _share * time.GetElapsedTime(_since, now).TotalSeconds, _share * 2 * Look.TotalSeconds);
        _credit = saved - (total - _usedBefore).TotalSeconds;
        (_since, _usedBefore) = (now, total);
        if (_credit >= 0)
        {
            _timer = loop.After(Look, Check);
            return;
        }

        TimeSpan wait = TimeSpan.FromSeconds(-_credit / _share);
        hold(true);
        _timer = loop.After(wait < LongestHold ? wait : LongestHold, Continue);
    }

    private void Continue()
    {
        hold(false);
        _timer = loop.After(Look, Check);
    }
}
