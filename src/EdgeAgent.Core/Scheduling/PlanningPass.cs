using System.Runtime.InteropServices;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Scheduling;

/// <summary>
/// One pass of the scheduler, in four steps: sort out (final, active, queued; of the queued: who could start), rule the running work,
/// let the planner place the tasks that may be deferred, and assign free slots in order of age and priority.
/// </summary>
internal sealed partial class PlanningPass
{
    private static readonly WaitReasonSet Power = WaitReasonSet.Of(WaitReason.ConstraintCharging, WaitReason.ConstraintBatteryNotLow);

    private readonly PlanInput _input;
    private readonly Action<TaskForecast>? _audience;
    private readonly PlanContext _env;
    private readonly RuleOutlook _outlook;
    private readonly ExpectedSlots _slots;
    private readonly List<Decision> _stops = [];
    private readonly List<Decision> _starts = [];
    private readonly List<Decision> _news = [];
    private readonly List<TaskRecord> _active = [];
    private readonly List<Candidate> _candidates = [];
    private readonly HashSet<string> _activeNames = [];

    // For kinds of which one task runs at a time: the task of the kind that has begun.
    private readonly Dictionary<string, string> _activeAlone = [];
    private readonly WaitReasonFormatter _conditions;
    private long _wakeMs = long.MaxValue;
    private int _running;
    private int _heavyRunning;

    /// <summary>A task that only waits for a slot or a better time.</summary>
    private readonly record struct Candidate(TaskRecord Task, RunEstimate Estimate, bool IsDeferrable, bool IsUrgent, WaitReasonSet Lacks)
    {
        /// <summary>It has a place in the plan, but does not start yet.</summary>
        public bool OnlyForecast => !Lacks.IsEmpty;

        public bool IsPaused => Task.Phase == TaskPhase.Paused;
    }

    /// <param name="audience">Gets the outlook of every task, changed or not; null when only changes matter.</param>
    public PlanningPass(PlanInput input, Action<TaskForecast>? audience)
    {
        (_input, _audience) = (input, audience);
        _env = new PlanContext(input);
        _outlook = new RuleOutlook(_env);
        _slots = new ExpectedSlots(_env);
        _conditions = new WaitReasonFormatter(input, _env, _outlook);
    }

    private Timestamp Now => _input.Now;

    private ReadOnlySpan<Candidate> Candidates => CollectionsMarshal.AsSpan(_candidates);

    public Plan Run()
    {
        for (int i = 0; i < _input.Tasks.Count; i++)
        {
            TaskRecord task = _input.Tasks[i];
            if (task.IsFinal) continue;
            if (TaskPhases.IsActive(task.Phase)) _active.Add(task);
            else SortOut(task);
        }

        RuleRunning();
        GiveSlots(InOrder());
        AnswerBlocked();
        return new Plan([.. _stops, .. _starts, .. _news], _wakeMs == long.MaxValue ? null : _wakeMs);
    }

    private void SortOut(TaskRecord task)
    {
        TaskSpec spec = task.Spec;
        if (spec.Schedule is TaskSchedule.Cron cron && Recurrence.NeedsRearm(task, cron, Now, _input.TaskPolicy))
        {
            _news.Add(new Decision(task, new TaskEvent.Rearm()));
            AnswerWait(task, TaskPhase.Scheduled, WaitReason.MinimumLatency);
            return;
        }

        if (Lifetime.DeadlineMs(task, Now) is { } deadline && !Wake(deadline))
        {
            _news.Add(new Decision(task, new TaskEvent.DeadlinePassed()));
            return;
        }

        if (spec.Expedited == QuotaFallback.Drop && !_env.Expedited[(int)spec.Class])
        {
            _news.Add(new Decision(task, new TaskEvent.QuotaExhausted()));
            return;
        }

        Judge(task);
    }

    private void Judge(TaskRecord task)
    {
        WaitReasonSet own = StartRules.Own(task, _env);
        bool blocked = own.Contains(WaitReason.Prerequisite);
        bool scheduled = own.HasAny(StartRules.Time | WaitReason.ClockUntrusted);
        if ((blocked || scheduled) && _audience is null)
        {
            WakeForStart(task);
            Report(task, blocked ? TaskPhase.Blocked : TaskPhase.Scheduled, own);
            return;
        }

        RunEstimate estimate = Scheduler.Estimate(task.Spec, _input);
        Relaxation relaxed = Relax(task, estimate);
        WaitReasonSet unmet = own | StartRules.Machine(task, _env, relaxed);
        if (blocked)
        {
            _blocked.Add(new Candidate(task, estimate, IsDeferrable(task.Spec, estimate), relaxed == Relaxation.Network, unmet));
        }
        else if (scheduled)
        {
            Report(task, TaskPhase.Scheduled, unmet);
        }
        else if (unmet.IsEmpty && !StartRules.LeavesReserve(task.Spec, estimate, _env))
        {
            Report(task, TaskPhase.Waiting, WaitReason.EnergyBudget);
        }
        else if (unmet.Without(Power).IsEmpty)
        {
            // One that only lacks power is placed too, for its planned start, but not started.
            _candidates.Add(new Candidate(task, estimate, IsDeferrable(task.Spec, estimate), relaxed == Relaxation.Network, unmet));
        }
        else
        {
            Report(task, TaskPhase.Waiting, unmet);
        }
    }

    private Relaxation Relax(TaskRecord task, RunEstimate estimate)
    {
        Relaxation relaxed = Lifetime.RelaxedFor(task, estimate, _env, out long? next);
        if (next is { } at) Wake(at);
        return relaxed;
    }

    private bool IsDeferrable(TaskSpec spec, RunEstimate estimate) =>
        spec.Class != TaskClass.Critical && !StartRules.IsExpedited(spec, _env) &&
        (spec.Class is TaskClass.Background or TaskClass.ChargingOnly || StartRules.IsHeavy(spec, estimate, _env.Policy));

    private void RuleRunning()
    {
        foreach (TaskRecord task in _active)
        {
            RunEstimate estimate = Scheduler.Estimate(task.Spec, _input);
            NoteActive(task);
            if (RunningRules.NextLimitMs(task, Now, _env.Policy) is { } limit) Wake(limit);
            TaskEvent? happens = RunningRules.NextEvent(task, estimate, _env);
            if (happens is not null) _stops.Add(new Decision(task, happens));
            else if (RunningRules.MayResume(task, estimate, _env)) AddPaused(task, estimate);
            if (task.Phase == TaskPhase.Paused || happens is TaskEvent.Pause) continue;
            _running++;
            bool isHeavy = StartRules.IsHeavy(task.Spec, estimate, _env.Policy);
            if (isHeavy) _heavyRunning++;
            _slots.Take(Now.Utc, Left(estimate.Duration, Done(task)), isHeavy);
        }

        RelieveMemory();
        foreach (TaskRecord task in _active) AnswerNow(task, task.Phase, Activity(task));
    }

    private void AddPaused(TaskRecord task, RunEstimate estimate) =>
        _candidates.Add(new Candidate(task, estimate, IsDeferrable(task.Spec, estimate), Relax(task, estimate) == Relaxation.Network, WaitReasonSet.None));

    // Freezing frees no memory, so the least important task that may be repeated is stopped.
    private void RelieveMemory()
    {
        if (!(_input.System.CgroupMemoryPct >= _env.Policy.MemoryStopPct) || _active.Any(t => t.Phase == TaskPhase.Stopping)) return;
        TaskRecord? least = _active
            .Where(t => t.Phase is TaskPhase.Running or TaskPhase.Paused && t.Spec.Class != TaskClass.Critical && t.Spec.Preemption != Preemption.Never)
            .MaxBy(OrderOf);
        if (least is not null && _stops.All(s => s.Task != least)) _stops.Add(new Decision(least, new TaskEvent.Stop(StopReason.MemoryPressure)));
    }

    private static string Activity(TaskRecord task) => task.Phase switch
    {
        TaskPhase.Paused => $"paused: {WireNames.Upper(task.Reason)}",
        TaskPhase.Stopping => $"stopping: {WireNames.Upper(task.Reason)}",
        _ => "running",
    };

    private void WakeForStart(TaskRecord task)
    {
        if (task.NotBeforeMs > Now.DeviceTimeMs) Wake(task.NotBeforeMs);
        if (Now.IsTrusted && Lifetime.CalendarStart(task) is { } at && at > Now.Utc) Wake(Now.DeviceTimeMs + (long)Math.Ceiling((at - Now.Utc).TotalMilliseconds));
    }

    /// <summary>Sets the next pass to be due at this time; false when the time has passed.</summary>
    private bool Wake(long deviceTimeMs)
    {
        if (deviceTimeMs <= Now.DeviceTimeMs) return false;
        _wakeMs = Math.Min(_wakeMs, deviceTimeMs);
        return true;
    }
}
