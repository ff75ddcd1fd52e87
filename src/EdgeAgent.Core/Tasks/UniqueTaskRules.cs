using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tasks;

/// <summary>
/// Applies the policy of unique work. <c>keep</c>: the unfinished task stays and the new one is refused. <c>replace</c>: the unfinished
/// tasks are removed. <c>append</c>: the new task runs after the unfinished one and fails if that fails. <c>append_or_replace</c>: the new
/// task runs after it, however it ends. <c>update</c>: the new task takes over acceptance time, start time and period of the unfinished
/// one; a one-time task that is active finishes first, a recurring one is stopped.
/// </summary>
internal static class UniqueTaskRules
{
    public static Admission Admit(TaskRecord record, KnownTasks known, in Timestamp now, TaskPolicy policy)
    {
        if (record.Spec.Unique is not { } unique) return Accept(record, known, now, policy);
        IReadOnlyList<TaskRecord> named = known.FindUnique(unique.Name);
        TaskRecord[] open = [.. named.Where(r => !r.IsFinal)];
        if (open.Length == 0)
        {
            bool broken = unique.Policy == UniquePolicy.Append && named.Count > 0 && named[^1].Phase is not TaskPhase.Succeeded;
            return Accept(broken ? After(record, named[^1], anyEnd: false) : record, known, now, policy);
        }

        return unique.Policy switch
        {
            UniquePolicy.Keep => TaskIntake.Reject(RejectionCodes.UniqueExists, $"unique: '{unique.Name}' is task {open[^1].Id}, which has not ended"),
            UniquePolicy.Replace => Accept(AfterActive(record, open), known, now, policy, open),
            UniquePolicy.Append => Accept(After(record, open[^1], anyEnd: false), known, now, policy),
            UniquePolicy.AppendOrReplace => Accept(After(record, open[^1], anyEnd: true), known, now, policy),
            UniquePolicy.Update => Update(record, open, known, now, policy),
        };
    }

    private static Admission.Accepted Update(TaskRecord record, TaskRecord[] open, KnownTasks known, in Timestamp now, TaskPolicy policy)
    {
        TaskRecord old = open[^1];
        TaskRecord heir = record with
        {
            AcceptedAt = old.AcceptedAt,
            AcceptedMs = old.AcceptedMs,
            LastSlot = old.LastSlot,
            Run = old.Run,
            NotBeforeMs = record.Spec.Delay is null && !old.IsBackoff ? old.NotBeforeMs : record.NotBeforeMs,
            PeriodEndMs = old.Spec.Schedule == record.Spec.Schedule ? old.PeriodEndMs : null,
        };
        TaskRecord[] gone = [.. open.Where(r => TaskPhases.IsQueued(r.Phase) || r.Spec.IsRecurring)];
        return Accept(AfterActive(heir, open), known, now, policy, gone);
    }

    // One unique name has at most one active attempt, so the successor waits until the active task has ended.
    private static TaskRecord AfterActive(TaskRecord record, TaskRecord[] open) =>
        open.Where(r => TaskPhases.IsActive(r.Phase)).Aggregate(record, (r, active) => After(r, active, anyEnd: true));

    private static TaskRecord After(TaskRecord record, TaskRecord other, bool anyEnd) =>
        record with { WaitsFor = [.. record.WaitsFor, new Prerequisite(other.Id, anyEnd)] };

    private static Admission.Accepted Accept(
        TaskRecord record, KnownTasks known, in Timestamp now, TaskPolicy policy, TaskRecord[]? replaces = null) =>
        new(TaskIntake.Enter(record, known, now, policy), replaces ?? []);
}
