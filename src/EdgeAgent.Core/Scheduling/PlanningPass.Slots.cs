using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
namespace EdgeAgent.Core.Scheduling;

internal sealed partial class PlanningPass
{
    private const int PositionBits = 20;

    /// <summary>
    /// A task's rank is the time since when it could run, shifted by its priority; lower is earlier. As the shift is constant, waiting
    /// makes up for priority: newer tasks overtake a low one for at most three ageing steps, expedited ones for their lead.
    /// </summary>
    private long OrderOf(TaskRecord task)
    {
        TaskSpec spec = task.Spec;
        long lead = (long)_env.Policy.UrgentLead.TotalMilliseconds;
        long rank = Lifetime.ReleaseMs(task, Now) + (int)spec.Priority * (long)_env.Policy.AgeingStep.TotalMilliseconds;
        if (spec.Class == TaskClass.Critical) return rank - 2 * lead;
        if (StartRules.IsExpedited(spec, _env)) return rank - lead;
        return rank;
    }

    // Equal ranks keep the order of the list, which is that of acceptance.
    private int[] InOrder()
    {
        var keys = new long[_candidates.Count];
        for (int i = 0; i < keys.Length; i++)
        {
            ref readonly Candidate c = ref Candidates[i];
            long rank = OrderOf(c.Task);
            if (c.IsUrgent || c.IsPaused) rank -= 4 * (long)_env.Policy.UrgentLead.TotalMilliseconds;
            keys[i] = (rank << PositionBits) | (uint)i;
        }

        Array.Sort(keys);
        var ordered = new int[keys.Length];
        for (int i = 0; i < keys.Length; i++) ordered[i] = (int)(keys[i] & ((1 << PositionBits) - 1));
        return ordered;
    }

    private void GiveSlots(int[] ordered)
    {
        Placement?[] placements = Place(ordered, out Dictionary<TaskRecord, Placement> running);
        for (int n = 0; n < ordered.Length; n++)
        {
            ref readonly Candidate c = ref Candidates[ordered[n]];
            Placement? placement = n < placements.Length ? placements[n] : null;
            if (c.OnlyForecast)
            {
                Report(c.Task, TaskPhase.Waiting, c.Lacks, placement is { } hoped ? Reported(c, hoped) : null);
            }
            else if (placement is { RunNow: false } later)
            {
                if (!c.IsPaused) Report(c.Task, TaskPhase.Deferred, DeferReason(later), Reported(c, later));
            }
            else
            {
                GiveSlot(c, placement);
            }
        }

        foreach ((TaskRecord task, Placement p) in running)
        {
            long earliest = (task.Clock?.SinceMs ?? 0) + (long)_env.Policy.PlannerPatience.TotalMilliseconds;
            if (!p.RunNow && !Wake(earliest)) _stops.Add(new Decision(task, new TaskEvent.Pause(StopReason.EnergyBudget)));
        }
    }

    private static WaitReasonSet DeferReason(Placement placement)
    {
        if (placement.Reason == PlacementReason.ReserveTooLow) return WaitReason.EnergyBudget;
        return WaitReason.PlannedWindow;
    }

    private void GiveSlot(in Candidate c, Placement? placement)
    {
        bool heavy = StartRules.IsHeavy(c.Task.Spec, c.Estimate, _env.Policy);
        TurnTaken? turn = TurnTakenFrom(c, heavy);
        bool free = turn is null && (_running < _env.Slots || (c.Task.Spec.Class == TaskClass.Critical && Preempt()));
        if (!free)
        {
            if (turn is { } taken) _conditions.Explain(c.Task, taken);
            if (!c.IsPaused) Report(c.Task, TaskPhase.Waiting, WaitReason.Concurrency, placement is { } now ? ReportedInQueue(c, now) : null);
            return;
        }

        if (!_input.MayStart)
        {
            if (!c.IsPaused) Report(c.Task, TaskPhase.Ready, WaitReasonSet.None);
            return;
        }

        _running++;
        if (heavy) _heavyRunning++;
        _slots.Take(Now.Utc, c.Estimate.Duration, heavy);
        NoteActive(c.Task);
        _starts.Add(new Decision(c.Task, c.IsPaused ? new TaskEvent.Resume() : new TaskEvent.Start(_input.BootId)));
        if (!c.IsPaused) AnswerNow(c.Task, TaskPhase.Ready, placement is { } p ? PlacementWords.Text(p.Reason) : "starts now");
    }

    private void NoteActive(TaskRecord task)
    {
        if (task.Spec.Unique is { } unique) _activeNames.Add(unique.Name);
        if (StartRules.RunsAlone(task.Spec)) _activeAlone[task.Spec.Kind] = task.Id;
    }

    // A free slot is not enough if only one task of this kind or name may run.
    private TurnTaken? TurnTakenFrom(in Candidate c, bool heavy)
    {
        TaskSpec spec = c.Task.Spec;
        if (heavy && _env.OnBattery && _heavyRunning >= _env.Policy.HeavyOnBattery) return TurnTaken.ByHeavy;
        if (c.IsPaused) return null;
        if (StartRules.RunsAlone(spec) && _activeAlone.TryGetValue(spec.Kind, out string? other)) return TurnTaken.ByKind(spec.Kind, other);
        if (spec.Unique is { } unique && _activeNames.Contains(unique.Name)) return TurnTaken.ByName(unique.Name);
        return null;
    }

    // A critical task takes the slot of the least important running one that may be frozen.
    private bool Preempt()
    {
        TaskRecord? victim = _active
            .Where(t => t.Phase == TaskPhase.Running && t.Spec.Class != TaskClass.Critical && t.Spec.Preemption == Preemption.Pause)
            .Where(t => _stops.All(s => s.Task != t))
            .MaxBy(OrderOf);
        if (victim is null) return false;
        _stops.Add(new Decision(victim, new TaskEvent.Pause(StopReason.Preempt)));
        _running--;
        return true;
    }

    // Placements by position in the order. Tasks beyond the planner's limit have none and start in order.
    private Placement?[] Place(int[] ordered, out Dictionary<TaskRecord, Placement> running)
    {
        var tasks = new List<PlannableTask>();
        int[] positions = [.. Positions(ordered).Take(_env.Policy.PlannerLimit)];
        foreach (int n in positions)
        {
            ref readonly Candidate c = ref Candidates[ordered[n]];
            tasks.Add(Plannable(c.Task, c.Estimate, tasks.Count) with { MustWait = c.OnlyForecast, Allowed = AllowedSlots(c) });
        }

        TaskRecord[] inHand = [.. _active.Where(IsInPlannersHand)];
        foreach (TaskRecord task in inHand) tasks.Add(Plannable(task, Scheduler.Estimate(task.Spec, _input), tasks.Count));
        running = [];
        if (tasks.Count == 0) return [];

        PlaceTasks planner = _input.Planner ?? LastMomentPlanner.Place;
        Placement[] placed = planner(_input, tasks.ToArray(), out DateTimeOffset? again);
        if (again is { } at && at > Now.Utc) Wake(Now.DeviceTimeMs + (long)Math.Min((at - Now.Utc).TotalMilliseconds, int.MaxValue));
        var placements = new Placement?[positions.Length == 0 ? 0 : positions.Max() + 1];
        foreach (Placement p in placed)
        {
            if (p.Index < positions.Length) placements[positions[p.Index]] = p;
            else running[inHand[p.Index - positions.Length]] = p;
        }

        return placements;
    }

    // Tasks that could start come first; the others only get an estimated time.
    private IEnumerable<int> Positions(int[] ordered)
    {
        var hoping = new List<int>();
        for (int n = 0; n < ordered.Length; n++)
        {
            Candidate c = _candidates[ordered[n]];
            if (c.OnlyForecast) hoping.Add(n);
            else if (c.IsDeferrable) yield return n;
        }

        foreach (int n in hoping) yield return n;
    }

    private bool[]? AllowedSlots(in Candidate c)
    {
        if (_input.Forecast is not { } forecast) return null;
        WaitReasonSet[] unmet = _outlook.Timeline(c.Task, c.Estimate);
        var allowed = new bool[ChargeForecast.Slots];
        for (int i = 0; i < unmet.Length; i++)
        {
            int slot = (int)((_outlook.Projection.At(i) - forecast.ChainStart) / TimeSpan.FromMinutes(ChargeForecast.SlotMinutes));
            if (unmet[i].IsEmpty && slot >= 0 && slot < allowed.Length) allowed[slot] = true;
        }

        return allowed;
    }

    private bool IsInPlannersHand(TaskRecord task) =>
        task.Phase == TaskPhase.Running && task.Spec.Preemption == Preemption.Pause && _stops.All(s => s.Task != task) &&
        IsDeferrable(task.Spec, Scheduler.Estimate(task.Spec, _input));

    private PlannableTask Plannable(TaskRecord task, RunEstimate estimate, int index)
    {
        TimeSpan done = Done(task);
        return new PlannableTask
        {
            Index = index,
            Key = task.Id,
            ReleaseAt = StartRules.ReleaseAt(task, Now),
            DeadlineAt = Lifetime.DueMs(task, Now) is { } due ? Now.Utc.AddMilliseconds(Math.Min(due - Now.DeviceTimeMs, int.MaxValue)) : null,
            Duration = Left(estimate.Duration, done),
            DurationP90 = Left(estimate.DurationP90, done),
            PowerW = estimate.PowerW,
            Class = task.Spec.Class,
            Preemption = task.Spec.Preemption,
            Priority = task.Spec.Priority,
            IsStarted = TaskPhases.IsActive(task.Phase),
        };
    }

    private TimeSpan Done(TaskRecord task) => TimeSpan.FromMilliseconds(task.Clock?.At(Now.DeviceTimeMs) ?? 0);

    private static TimeSpan Left(TimeSpan whole, TimeSpan done) =>
        Order.Max(whole - done, TimeSpan.FromSeconds(1));
}
