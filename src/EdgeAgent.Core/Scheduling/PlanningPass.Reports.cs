using System.Numerics;
using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Tasks;
using static EdgeAgent.Core.Scheduling.PlanContext;
namespace EdgeAgent.Core.Scheduling;

internal sealed partial class PlanningPass
{
    // These come and go with every sample; between two of them a change is told at most once a minute.
    private const uint Volatile =
        (1u << (int)WaitReason.CpuBusy) | (1u << (int)WaitReason.Memory) | (1u << (int)WaitReason.ConstraintDeviceIdle) | (1u << (int)WaitReason.Concurrency);

    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PlanTolerance = TimeSpan.FromMinutes(15);

    /// <summary>Where a queued task stands; a decision only when that is news.</summary>
    private void Report(TaskRecord task, TaskPhase phase, uint unmet, Placement? placement = null)
    {
        if (_audience is not null)
        {
            Tell(task, phase, unmet, placement?.PlannedStart, placement is { } p ? WaitReasonFormatter.Text(p.Reason) : null);
            return;
        }

        if (!IsNews(task, phase, unmet, placement)) return;
        _news.Add(new Decision(
            task, new TaskEvent.Evaluated(phase, _conditions.Of(task, unmet, placement), placement?.PlannedStart, placement?.Reason)));
    }

    private bool IsNews(TaskRecord task, TaskPhase phase, uint unmet, Placement? placement)
    {
        uint told = 0;
        for (int i = 0; i < task.WaitReasons.Count; i++) told |= Mask(task.WaitReasons[i].Reason);
        bool moved = (task.PlannedStart is null) != (placement is null) ||
            (placement is { } p && task.PlannedStart is { } planned && (p.PlannedStart - planned).Duration() >= PlanTolerance);
        if (phase != task.Phase || moved || Waits.IsProvisional(task.WaitReasons)) return true;
        if (unmet == told) return (unmet & Mask(WaitReason.Prerequisite)) != 0 && ToldPrerequisites(task) != _conditions.Prerequisites(task);
        bool onlyNoise = ((unmet ^ told) & ~Volatile) == 0 && unmet != 0 && told != 0;
        return !onlyNoise || task.WaitReasons.All(w => Now.Utc - w.Since >= Quiet || w.Since > Now.Utc);
    }

    // Who is missing may come, and who has come may be cleared away.
    private static string? ToldPrerequisites(TaskRecord task) => task.WaitReasons.FirstOrDefault(w => w.Reason == WaitReason.Prerequisite)?.Current;

    private void Tell(TaskRecord task, TaskPhase phase, uint unmet, DateTimeOffset? at = null, string? why = null)
    {
        if (_audience is null) return;
        IReadOnlyList<WaitCondition> waits = unmet == 0 ? [] : _conditions.Of(task, unmet, at);
        DateTimeOffset? start = at ?? ForeseenStart(task, unmet);
        _audience(new TaskForecast(task.Id, phase, start, why ?? WireNames.Upper(First(unmet)), waits));
    }

    private static WaitReason First(uint unmet) =>
        (unmet & Mask(WaitReason.ConstraintCharging)) != 0 ? WaitReason.ConstraintCharging : (WaitReason)BitOperations.TrailingZeroCount(unmet);

    // The condition that is met last decides, and one that nobody can date leaves the start open.
    private DateTimeOffset? ForeseenStart(TaskRecord task, uint unmet) =>
        (unmet & ~RuleOutlook.Foreseen) != 0 ? null : _outlook.First(task, Scheduler.Estimate(task.Spec, _input), RuleOutlook.Foreseen, StartRules.ReleaseAt(task, Now));
}
