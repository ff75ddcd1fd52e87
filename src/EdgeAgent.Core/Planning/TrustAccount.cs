using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Planning;

/// <summary>
/// Books what planning by the forecast has cost against what "run when charging, else at the last moment" would have cost for the same
/// tasks on the same machine, earliest deadline first. Both sides are booked in the costs that the plan minimises: battery minutes + waiting; on a site with a panel
/// a minute counts by the share of the task's power that the harvest does not supply. Only tasks that have ended on both sides count. While the loss exceeds an
/// allowance, the forecast is not trusted and the planner follows the rule. So whatever is wrong with a forecast, and for however long, the loss
/// stays within the allowance plus the tasks in flight. Not thread-safe; it lasts as long as its planner.
/// </summary>
public sealed class TrustAccount
{
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly List<string> _over = [];
    private readonly List<Entry> _byDeadline = [];
    private double _nowMin = double.NaN;
    private bool _isCharging;
    private double? _harvestW;
    private double _idleW;
    private double _surplusWeight;
    private double _waitCostPerMin;
    private int _concurrency = 1;

    /// <summary>Cost of the ended tasks, and their cost by the rule: battery minutes + waiting.</summary>
    public double Paid { get; private set; }

    public double RulePaid { get; private set; }

    public bool IsTrusted => Paid - RulePaid <= Trust.AllowanceMin + Trust.AllowanceShare * RulePaid;

    /// <summary>One side of an entry: how the task waits, runs and ends there.</summary>
    private struct Side
    {
        public double LeftMin;
        public double Cost;
        public bool IsRunning;
        public readonly bool IsOver => LeftMin <= 1e-6;

        public void Pass(double minutes, double batteryShare, double waitCostPerMin)
        {
            if (IsOver) return;
            double ran = IsRunning ? Math.Min(minutes, LeftMin) : 0;
            LeftMin -= ran;
            Cost += batteryShare * ran;
            if (!IsRunning) Cost += minutes * waitCostPerMin;
        }
    }

    private sealed class Entry
    {
        public Side Ours;
        public Side Rule;
        public double DeadlineMin;
        public double PowerW;
        public bool MayPause;
        public bool IsListed;
        public bool WasToRun;
    }

    /// <summary>
    /// Books the time since the last call with the power of that call, and notes the present power: whether it charges, and the harvest
    /// <paramref name="harvestW"/> (null: not known). To be called at every change of the power, also while no task waits.
    /// </summary>
    public void Tick(DateTimeOffset at, bool isCharging, double? harvestW = null)
    {
        double now = at.ToUnixTimeMilliseconds() / 60000.0;
        // After the clock was set back, the time between is not known and not booked.
        if (!double.IsNaN(_nowMin) && now >= _nowMin) Pass(now);
        (_nowMin, _isCharging, _harvestW) = (now, isCharging, harvestW);
        if (_entries.Count > 0) DecideByRule();
    }

    /// <summary>Calls <see cref="Tick"/> and takes over the present list of tasks.</summary>
    public void Observe(PlanningFacts facts, ReadOnlySpan<PlannableTask> tasks)
    {
        Tick(facts.Now, facts.IsCharging, facts.HarvestW);
        (_waitCostPerMin, _concurrency) = (facts.WaitCostPerHour / 60, Math.Max(1, facts.Concurrency));
        _idleW = facts.Forecast.Surplus?.IdleW ?? 0;
        _surplusWeight = facts.Forecast.Surplus is null ? 0 : facts.SurplusWeight;
        foreach (Entry e in _entries.Values) e.IsListed = false;
        foreach (ref readonly PlannableTask t in tasks) List(t);
        DecideByRule();
        foreach ((string key, Entry e) in _entries)
        {
            // A task that is gone from the list without a start by the plan says nothing about the forecast; one that was started stays booked.
            if (!e.IsListed && !e.Ours.IsOver && !e.Ours.IsRunning) Leave(key, e);
        }

        Settle();
    }

    private void DecideByRule()
    {
        int free = _concurrency;
        _byDeadline.Clear();
        foreach (Entry e in _entries.Values)
        {
            if (!e.Rule.IsOver) _byDeadline.Add(e);
        }

        _byDeadline.Sort(static (a, b) => a.DeadlineMin.CompareTo(b.DeadlineMin));
        double latest = double.PositiveInfinity;
        for (int i = _byDeadline.Count - 1; i >= 0; i--) latest = Math.Min(latest, _byDeadline[i].DeadlineMin) - _byDeadline[i].Rule.LeftMin;
        foreach (Entry e in _byDeadline)
        {
            e.Rule.IsRunning &= !e.MayPause;
            if (e.Rule.IsRunning) free--;
        }

        // On battery the rule runs only one task, the first of those that cannot wait any longer.
        if (!_isCharging) free = _nowMin >= latest ? Math.Min(free, 1) : 0;
        foreach (Entry e in _byDeadline)
        {
            if (free <= 0) return;
            if (e.Rule.IsRunning) continue;
            e.Rule.IsRunning = true;
            free--;
        }
    }

    /// <summary>Takes over the decisions for the tasks of the last <see cref="Observe"/>.</summary>
    public void Decided(ReadOnlySpan<PlannableTask> tasks, ReadOnlySpan<Placement> placements)
    {
        for (int i = 0; i < tasks.Length; i++)
        {
            if (tasks[i].Key is { } key && _entries.TryGetValue(key, out Entry? e)) e.Ours.IsRunning = e.WasToRun = placements[i].RunNow;
        }
    }

    private void List(in PlannableTask t)
    {
        if (t.Key is not { } key || t.DeadlineAt is not { } deadline) return;
        if (!_entries.TryGetValue(key, out Entry? e))
        {
            if (_entries.Count >= Trust.MostEntries) return;
            double minutes = t.Duration.TotalMinutes;
            _entries[key] = e = new Entry
            {
                DeadlineMin = deadline.ToUnixTimeMilliseconds() / 60000.0,
                PowerW = t.PowerW,
                MayPause = t.Preemption == Tasks.Preemption.Pause,
                Ours = new Side { LeftMin = minutes },
                Rule = new Side { LeftMin = minutes },
            };
        }

        e.IsListed = true;
        e.Ours.LeftMin = t.Duration.TotalMinutes;
    }

    private void Leave(string key, Entry e)
    {
        if (e.WasToRun) e.Ours.IsRunning = true;
        else _over.Add(key);
    }

    private void Pass(double now)
    {
        foreach (Entry e in _entries.Values)
        {
            double share = BatteryShare(e.PowerW);
            e.Ours.Pass(now - _nowMin, share, _waitCostPerMin);
            e.Rule.Pass(now - _nowMin, share, _waitCostPerMin);
        }
    }

    /// <summary>Cost of a minute of the task with the present power, 0 to 1: as in <see cref="SkyCourse"/>, but from measured values.</summary>
    private double BatteryShare(double taskW)
    {
        double plain = _isCharging ? 0 : 1;
        if (_harvestW is not { } harvestW || taskW <= 0) return plain;
        double surplusW = Math.Max(0, harvestW - _idleW);
        double share = Math.Clamp((taskW - surplusW) / taskW, 0, 1);
        return (1 - _surplusWeight) * plain + _surplusWeight * share;
    }

    private void Settle()
    {
        foreach (string key in _over) _entries.Remove(key);
        _over.Clear();
        foreach ((string key, Entry e) in _entries)
        {
            if (e.IsListed || !e.Ours.IsOver || !e.Rule.IsOver) continue;
            Paid += e.Ours.Cost;
            RulePaid += e.Rule.Cost;
            _over.Add(key);
        }

        foreach (string key in _over) _entries.Remove(key);
        _over.Clear();
    }
}
