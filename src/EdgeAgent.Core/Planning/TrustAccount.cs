using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Planning;

/// <summary>
/// Books what planning by the forecast has cost against what "run when charging, else at the last moment" would have cost for the same
/// tasks on the same machine, earliest deadline first. Both sides are booked in what the plan minimises: battery minutes + waiting; on a site with a panel
/// a minute counts by the share of the task's power that the harvest does not give. Only tasks that are over on both sides count. While the loss exceeds an allowance,
/// the forecast is not trusted and the planner does as the rule does: so a forecast may be wrong in any way and for ever, and the loss
/// stays within the allowance and what was in flight. Not thread-safe; one life of the planner.
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

    /// <summary>What ended tasks have cost, and what the rule would have paid for them: battery minutes + waiting.</summary>
    public double Paid { get; private set; }

    public double RulePaid { get; private set; }

    public bool IsTrusted => Paid - RulePaid <= Trust.AllowanceMin + Trust.AllowanceShare * RulePaid;

    /// <summary>One side of an entry: how it waits, runs and ends.</summary>
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
    /// The time up to now passes as it was; then it charges or not, and the panel gives <paramref name="harvestW"/> watts (null: not known).
    /// To be called at every change, also while no task waits.
    /// </summary>
    public void Tick(DateTimeOffset at, bool isCharging, double? harvestW = null)
    {
        double now = at.ToUnixTimeMilliseconds() / 60000.0;
        // A clock set back: nothing is known of the time between.
        if (!double.IsNaN(_nowMin) && now >= _nowMin) Pass(now);
        (_nowMin, _isCharging, _harvestW) = (now, isCharging, harvestW);
        if (_entries.Count > 0) DecideByRule();
    }

    /// <summary><see cref="Tick"/>, and the tasks that there are now.</summary>
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
            // Gone from the list: it runs if it was started, and what was not started by the plan says nothing about the forecast.
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

        // On battery only the first of those that cannot wait.
        if (!_isCharging) free = _nowMin >= latest ? Math.Min(free, 1) : 0;
        foreach (Entry e in _byDeadline)
        {
            if (free <= 0) return;
            if (e.Rule.IsRunning) continue;
            e.Rule.IsRunning = true;
            free--;
        }
    }

    /// <summary>Takes in what was decided for the tasks of the last <see cref="Observe"/>.</summary>
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

    /// <summary>What a minute of the task counts as it is now, 0 to 1: as <see cref="SkyCourse"/> has it, but by what was measured.</summary>
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
