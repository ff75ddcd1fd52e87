using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Tasks;
namespace EdgeAgent.Core.Scheduling;

internal sealed partial class PlanningPass
{
    // These reasons may change with every sample; a change among them is reported at most once a minute.
    private static readonly WaitReasonSet Volatile = WaitReasonSet.Of(WaitReason.CpuBusy, WaitReason.Memory, WaitReason.ConstraintDeviceIdle, WaitReason.Concurrency);

    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PlanTolerance = TimeSpan.FromMinutes(15);

    /// <summary>Reports a queued task's phase and reasons; decides something only when they have changed.</summary>
    private void Report(TaskRecord task, TaskPhase phase, WaitReasonSet unmet, Placement? placement = null)
    {
        if (_audience is not null)
        {
            AnswerWait(task, phase, unmet, placement);
            return;
        }

        if (!IsNews(task, phase, unmet, placement)) return;
        _news.Add(new Decision(
            task, new TaskEvent.Evaluated(phase, _conditions.Of(task, unmet, placement), placement?.PlannedStart, placement?.Reason)));
    }

    private bool IsNews(TaskRecord task, TaskPhase phase, WaitReasonSet unmet, Placement? placement)
    {
        WaitReasonSet shown = WaitReasonSet.None;
        for (int i = 0; i < task.WaitReasons.Count; i++) shown |= task.WaitReasons[i].Reason;
        bool moved = (task.PlannedStart is null) != (placement is null) ||
            (placement is { } p && task.PlannedStart is { } planned && (p.PlannedStart - planned).Duration() >= PlanTolerance);
        if (phase != task.Phase || moved || Waits.IsProvisional(task.WaitReasons)) return true;
        if (unmet == shown) return unmet.Contains(WaitReason.Prerequisite) && ShownPrerequisites(task) != _conditions.Prerequisites(task);
        bool onlyNoise = unmet.Difference(shown).Without(Volatile).IsEmpty && !unmet.IsEmpty && !shown.IsEmpty;
        return !onlyNoise || task.WaitReasons.All(w => Now.Utc - w.Since >= Quiet || w.Since > Now.Utc);
    }

    // A missing prerequisite may be submitted later, and a known one may be deleted.
    private static string? ShownPrerequisites(TaskRecord task) => task.WaitReasons.FirstOrDefault(w => w.Reason == WaitReason.Prerequisite)?.Current;

    private void AnswerNow(TaskRecord task, TaskPhase phase, string why)
    {
        if (_audience is not null) Send(task, new TaskForecast(task.Id, phase, Now.Utc, why, [], Reason: null));
    }

    private void AnswerWait(TaskRecord task, TaskPhase phase, WaitReasonSet unmet, Placement? placement = null)
    {
        if (_audience is null) return;
        DateTimeOffset? planned = placement?.PlannedStart;
        IReadOnlyList<WaitCondition> waits = unmet.IsEmpty ? [] : _conditions.Of(task, unmet, planned);
        string why = placement is { } p ? PlacementWords.Text(p.Reason) : WireNames.Upper(First(unmet));
        Send(task, new TaskForecast(task.Id, phase, planned ?? ForeseenStart(task, unmet), why, waits, placement?.Reason));
    }

    // Adds the expected end, because other tasks may wait for it.
    private void Send(TaskRecord task, TaskForecast line)
    {
        DateTimeOffset? end = line.StartAt + Left(Scheduler.Estimate(task.Spec, _input).Duration, Done(task));
        if (end is { } known) _ends[task.Id] = known;
        _audience!(line with { EndAt = end });
    }

    private static WaitReason First(WaitReasonSet unmet)
    {
        if (unmet.Contains(WaitReason.ConstraintCharging)) return WaitReason.ConstraintCharging;
        return unmet.First;
    }

    // The condition that is met last decides; if one has no known time, neither has the start.
    private DateTimeOffset? ForeseenStart(TaskRecord task, WaitReasonSet unmet)
    {
        if (!unmet.Without(RuleOutlook.Foreseen).IsEmpty) return null;
        return _outlook.First(task, Scheduler.Estimate(task.Spec, _input), RuleOutlook.Foreseen, StartRules.ReleaseAt(task, Now));
    }
}
