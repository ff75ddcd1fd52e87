using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Simulation;

/// <summary>
/// Waits for charging and otherwise starts at the last moment at which everything pending can still finish: what
/// WorkManager's <c>requiresCharging</c> with a fallback at the deadline does. Earliest deadline first.
/// </summary>
public sealed class WhenChargingPolicy : ISimulationPolicy
{
    private SimulatedTask? _forced;

    public void Observe(Trace trace, int slot)
    {
    }

    public Choice Choose(SimulationView view)
    {
        if (view.Pending.Count == 0) return default;
        if (view.Running is { } running && MayContinue(running, view)) return new(running);
        long latest = LatestStart(view.Pending);
        if (view.NowS >= latest)
        {
            _forced = view.Pending[0];
            return new(_forced);
        }

        _forced = null;
        return new(view.IsCharging ? view.Pending[0] : null, latest);
    }

    private bool MayContinue(SimulatedTask running, SimulationView view) => running.Preemption switch
    {
        Preemption.Never => true,
        Preemption.Restart => view.IsCharging || ReferenceEquals(_forced, running),
        Preemption.Pause => view.IsCharging && view.Pending[0].DeadlineS >= running.DeadlineS,
    };

    /// <summary>When the first of the pending tasks must start so that all can meet their deadlines, one after the other.</summary>
    private static long LatestStart(List<SimulatedTask> byDeadline)
    {
        long latest = long.MaxValue;
        for (int i = byDeadline.Count - 1; i >= 0; i--) latest = Math.Min(latest, byDeadline[i].DeadlineS) - byDeadline[i].RemainingS;
        return latest;
    }
}
