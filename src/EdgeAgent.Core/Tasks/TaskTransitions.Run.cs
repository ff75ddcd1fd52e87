using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tasks;

public static partial class TaskTransitions
{
    private static Transition Start(TaskRecord record, TaskEvent.Start e, in Timestamp now)
    {
        if (!TaskPhases.IsQueued(record.Phase) || record.WaitsFor.Count > 0) return Unchanged(record);
        return Change(
            record,
            record with
            {
                Phase = TaskPhase.Starting,
                Reason = StopReason.None,
                Attempt = record.Attempt + 1,
                BootId = e.BootId,
                StartedAt = record.Attempt == 0 ? now.Utc : record.StartedAt ?? now.Utc,
                StartedMs = record.Attempt == 0 ? now.DeviceTimeMs : record.StartedMs ?? now.DeviceTimeMs,
                Clock = new AttemptClock { SinceMs = now.DeviceTimeMs },
                LastSlot = record.Spec.Schedule is TaskSchedule.Cron ? Recurrence.UseUp(record, now) : record.LastSlot,
                WaitReasons = [],
                PlannedStart = null,
                PlannedReason = null,
                ProgressPct = record.Checkpoint is null ? null : record.ProgressPct,
                Message = null,
                Error = null,
                ExitCode = null,
                FinishedAt = null,
                FinishedMs = null,
            },
            Published | TaskEffects.StartWorker);
    }

    private static Transition Started(TaskRecord record, TaskEvent.Started e, in Timestamp now)
    {
        if (record.Phase != TaskPhase.Starting || record.Attempt != e.Attempt) return Unchanged(record);
        TaskRecord running = record with { Phase = TaskPhase.Running };
        if (record.UserPaused) return Pause(running, StopReason.User, now);
        return Change(record, running, Published);
    }

    private static Transition Progress(TaskRecord record, TaskEvent.Progress e, in Timestamp now)
    {
        bool listening = record.Phase is TaskPhase.Starting or TaskPhase.Running or TaskPhase.Paused or TaskPhase.Stopping;
        if (!listening || record.Attempt != e.Attempt || record.Clock is not { } clock) return Unchanged(record);
        double? pct = e.Pct is { } p && double.IsFinite(p) ? Math.Clamp(p, 0, 100) : record.ProgressPct;
        bool advanced = pct != record.ProgressPct || (e.Checkpoint is not null && e.Checkpoint != record.Checkpoint);
        long active = clock.At(now.DeviceTimeMs);
        return Change(
            record,
            record with
            {
                ProgressPct = pct,
                Message = e.Message ?? record.Message,
                Checkpoint = e.Checkpoint ?? record.Checkpoint,
                Clock = clock with { HeardMs = active, AdvancedMs = advanced ? active : clock.AdvancedMs },
            },
            Published);
    }

    private static Transition Pause(TaskRecord record, StopReason reason, in Timestamp now)
    {
        if (record.Phase != TaskPhase.Running || record.Clock is not { } clock) return Unchanged(record);
        return Change(
            record, record with { Phase = TaskPhase.Paused, Reason = reason, Clock = Halt(clock, now) }, Published | TaskEffects.PauseWorker);
    }

    private static Transition Resume(TaskRecord record, in Timestamp now)
    {
        if (record.Phase != TaskPhase.Paused || record.UserPaused || record.Clock is not { } clock) return Unchanged(record);
        return Change(
            record,
            record with
            {
                Phase = TaskPhase.Running,
                Reason = StopReason.None,
                Clock = clock with { SinceMs = now.DeviceTimeMs, PausedMs = null },
            },
            Published | TaskEffects.ResumeWorker);
    }

    // A cancellation or replacement overrides the reason of a stop that is already under way; other reasons do not.
    private static Transition Stop(TaskRecord record, StopReason reason, in Timestamp now)
    {
        if (record.Phase == TaskPhase.Stopping)
        {
            if (IsFinalStop(reason) && !IsFinalStop(record.Reason)) return Change(record, record with { Reason = reason }, Published);
            return Unchanged(record);
        }

        if (!TaskPhases.IsActive(record.Phase) || record.Clock is not { } clock) return Unchanged(record);
        return Change(
            record, record with { Phase = TaskPhase.Stopping, Reason = reason, Clock = Halt(clock, now) }, Published | TaskEffects.StopWorker);
    }

    private static bool IsFinalStop(StopReason reason) =>
        reason is StopReason.CancelledByApp or StopReason.User or StopReason.Replaced;

    private static AttemptClock Halt(AttemptClock clock, in Timestamp now) =>
        clock with { ActiveMs = clock.At(now.DeviceTimeMs), SinceMs = null, PausedMs = clock.PausedMs ?? now.DeviceTimeMs };
}
