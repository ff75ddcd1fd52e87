using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tasks;

/// <summary>
/// The task life cycle as a pure function from record and event to the new record and its effects. The caller commits the record,
/// then carries out the effects. State diagram and invariants: <c>src/EdgeAgent.Core/Tasks/README.md</c>.
/// </summary>
public static partial class TaskTransitions
{
    private const TaskEffects Published = TaskEffects.Publish;
    private const TaskEffects Ended = TaskEffects.Publish | TaskEffects.Receipt | TaskEffects.NotifyDependents | TaskEffects.RemoveFiles;

    /// <summary>Applies the event <paramref name="happened"/> at <paramref name="now"/>. Never throws for a record that this class made.</summary>
    public static Transition Next(TaskRecord record, TaskEvent happened, in Timestamp now, TaskPolicy policy) => happened switch
    {
        TaskEvent.Evaluated e => Evaluate(record, e),
        TaskEvent.Rearm => Rearm(record, now, policy),
        TaskEvent.Start e => Start(record, e, now),
        TaskEvent.Started e => Started(record, e, now),
        TaskEvent.Progress e => Progress(record, e, now),
        TaskEvent.Pause e => Pause(record, e.Reason, now),
        TaskEvent.Resume => Resume(record, now),
        TaskEvent.Stop e => Stop(record, e.Reason, now),
        TaskEvent.Exited e => Exited(record, e, now, policy),
        TaskEvent.Cancel e => Cancel(record, e.Reason, now),
        TaskEvent.UserPause e => UserPause(record, e.Paused, now),
        TaskEvent.DeadlinePassed => Expire(record, now, policy),
        TaskEvent.QuotaExhausted => DropForQuota(record, now),
        TaskEvent.PrerequisiteEnded e => PrerequisiteEnded(record, e, now),
        TaskEvent.Rescued e => Rescue(record, e.Cause, now, policy),
        TaskEvent.Release => Release(record, now),
        TaskEvent.Replaced => Replace(record, now),
        TaskEvent.Retired => Retire(record),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "not an event of a task"),
    };

    private static Transition Unchanged(TaskRecord record) => new(record, TaskEffects.None);

    // Only this method raises the revision of a stored record, and CloseRun for the run after it.
    private static Transition Change(TaskRecord before, TaskRecord after, TaskEffects effects) =>
        new(after with { Rev = before.Rev + 1 }, effects);

    private static Transition End(TaskRecord record, TaskPhase phase, StopReason reason, in Timestamp now, TaskError? error = null) =>
        Change(
            record,
            record with
            {
                Phase = phase,
                Reason = reason,
                Error = error ?? record.Error,
                FinishedAt = now.Utc,
                FinishedMs = now.DeviceTimeMs,
                WaitReasons = [],
                WaitsFor = [],
                PlannedStart = null,
                PlannedReason = null,
                Clock = null,
            },
            Ended);
}
