using EdgeAgent.Core.Time;

namespace EdgeAgent.Execution;

/// <summary>
/// Limits the processor time of a run where no cgroup controller does it: it compares the used time with the share and freezes the run
/// until the share is met again. Runs on the loop's thread and wakes only while such a run is active.
/// </summary>
/// <param name="percent">Share, percent of one core.</param>
/// <param name="used">Returns the processor time of the whole run.</param>
/// <param name="hold">Freezes (true) or continues (false) all processes.</param>
internal sealed class CpuGovernor(PollLoop loop, TimeProvider time, double percent, Func<TimeSpan> used, Action<bool> hold)
{
    // Short enough for a steady run, long enough for a negligible cost.
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

    /// <summary>Ends the control; call it when the task is paused or ends.</summary>
    public void Stop()
    {
        if (_timer is not null) _timer.Canceled = true;
        _timer = null;
    }

    private void Check()
    {
        long now = time.GetTimestamp();
        TimeSpan total = used();
        // At most two intervals of unused time are saved, so that a task that slept cannot use a full core for long afterwards.
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
        _timer = loop.After(Order.Min(wait, LongestHold), Continue);
    }

    private void Continue()
    {
        hold(false);
        _timer = loop.After(Look, Check);
    }
}
