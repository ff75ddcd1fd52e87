using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tasks;

public static partial class TaskTransitions
{
    private static Transition Exited(TaskRecord record, TaskEvent.Exited e, in Timestamp now, TaskPolicy policy)
    {
        if (!TaskPhases.IsActive(record.Phase) || record.Attempt != e.Attempt) return Unchanged(record);
        TaskRecord done = CloseAttempt(record, e.End, now);
        bool asked = record.Phase == TaskPhase.Stopping;
        return (asked, record.Reason) switch
        {
            (true, StopReason.CancelledByApp or StopReason.User) => End(done, TaskPhase.Canceled, record.Reason, now),
            (true, StopReason.Replaced) => End(done, TaskPhase.Removed, StopReason.Replaced, now),
            _ when e.End.Error is null => CloseRun(Complete(Healthy(done)), TaskPhase.Succeeded, StopReason.None, now, policy),
            (true, StopReason.Timeout or StopReason.StepTimeout or StopReason.ProgressStalled) =>
                Fail(done, new AttemptEnd(new TaskError(ErrorCategory.Timeout, TimeoutText(record.Reason))), now, policy),
            (true, _) => Interrupt(done, record.Reason, now, policy),
            _ when e.End.AsksForLater => Later(Healthy(done), e.End, now, policy),
            _ => Fail(Healthy(done), e.End, now, policy),
        };
    }

    private static TaskRecord CloseAttempt(TaskRecord record, AttemptEnd end, in Timestamp now) => record with
    {
        DurationMs = record.DurationMs + (record.Clock?.At(now.DeviceTimeMs) ?? 0),
        EnergyMwh = record.EnergyMwh + (end.EnergyMwh is { } energy && double.IsFinite(energy) ? Math.Max(0, energy) : 0),
        ExitCode = end.ExitCode,
        Result = end.Result,
        ResultSha256 = end.ResultSha256,
        ResultBytes = end.ResultBytes,
        Clock = null,
    };

    // An attempt that ended by itself resets the counts of consecutive power losses and crashes.
    private static TaskRecord Healthy(TaskRecord record) => record with { PowerLosses = 0, Crashes = 0 };

    // Progress reports are limited in rate, so the worker's last one may be missing.
    private static TaskRecord Complete(TaskRecord record) => record with { ProgressPct = record.ProgressPct is null ? null : 100 };

    private static string TimeoutText(StopReason reason) => reason switch
    {
        StopReason.StepTimeout => "no word from the worker within limits.step_s",
        StopReason.ProgressStalled => "no progress within limits.stall_s",
        _ => "ran longer than limits.run_s",
    };

    /// <summary>A failed attempt uses one retry. The record's reason is the cause of the end, or else the time-out that stopped the attempt.</summary>
    private static Transition Fail(TaskRecord record, AttemptEnd end, in Timestamp now, TaskPolicy policy)
    {
        TaskRecord failed = record with { Failures = record.Failures + 1, Error = end.Error };
        if (RetryPolicy.Next(record.Spec, failed.Failures, end.Error!.Category, end.RetryAfter, policy) is { } delay)
        {
            return Change(
                record,
                failed with
                {
                    Phase = TaskPhase.Scheduled,
                    Reason = end.Cause == StopReason.None ? record.Reason : end.Cause,
                    NotBeforeMs = now.DeviceTimeMs + (long)delay.TotalMilliseconds,
                    IsBackoff = true,
                    WaitReasons = [Waits.Backoff(now, delay)],
                },
                Published);
        }

        if (record.Phase == TaskPhase.Stopping) return CloseRun(failed, TaskPhase.TimedOut, record.Reason, now, policy);
        return CloseRun(failed, TaskPhase.Failed, end.Cause, now, policy);
    }

    // A worker that asks to be run later uses no retry. The limit of interruptions ends a task that does so for ever.
    private static Transition Later(TaskRecord record, AttemptEnd end, in Timestamp now, TaskPolicy policy)
    {
        TaskRecord counted = record with { Interruptions = record.Interruptions + 1, Error = end.Error };
        if (counted.Interruptions >= policy.MaxInterruptions) return Quarantine(counted, now);
        TimeSpan delay = RetryPolicy.Later(record.Spec, counted.Interruptions, end.RetryAfter, policy);
        return Change(
            record,
            counted with
            {
                Phase = TaskPhase.Scheduled,
                NotBeforeMs = now.DeviceTimeMs + (long)delay.TotalMilliseconds,
                IsBackoff = true,
                WaitReasons = [Waits.Backoff(now, delay)],
            },
            Published);
    }

    // An interruption is not the task's fault and uses no retry. The limit of interruptions ends a task that never finishes.
    private static Transition Interrupt(TaskRecord record, StopReason reason, in Timestamp now, TaskPolicy policy)
    {
        TaskRecord counted = record with { Interruptions = record.Interruptions + 1 };
        if (counted.Interruptions >= policy.MaxInterruptions || Exceeded(counted, policy)) return Quarantine(counted, now);
        if (record.Spec.Preemption == Preemption.Never && record.Checkpoint is null && MayNotRepeat(reason))
        {
            return CloseRun(counted, TaskPhase.Failed, StopReason.InterruptedNotResumable, now, policy);
        }

        return Change(
            record,
            counted with { Phase = TaskPhase.Waiting, Reason = reason, WaitReasons = [Waits.Interrupted(now, reason)] },
            Published);
    }

    private static bool Exceeded(TaskRecord record, TaskPolicy policy) =>
        record.PowerLosses >= policy.PowerLossLimit || record.Crashes >= policy.CrashLimit;

    // A worker that was asked to stop could save a checkpoint; a worker that disappeared could not.
    private static bool MayNotRepeat(StopReason reason) => reason is StopReason.PowerLoss or StopReason.AgentCrash;

    private static Transition Quarantine(TaskRecord record, in Timestamp now) => End(
        record,
        TaskPhase.Failed,
        StopReason.Quarantined,
        now,
        new TaskError(
            ErrorCategory.Other,
            $"active in {record.PowerLosses} power losses, {record.Crashes} crashes in a row and {record.Interruptions} interruptions"));

    private static Transition Rescue(TaskRecord record, Interruption cause, in Timestamp now, TaskPolicy policy)
    {
        if (!TaskPhases.IsActive(record.Phase)) return Unchanged(record);

        // A cancellation or replacement that was under way when the agent ended is completed now.
        TaskRecord closed = record with { Clock = null, DurationMs = record.DurationMs + (record.Clock?.ActiveMs ?? 0) };
        if (record.Phase == TaskPhase.Stopping && record.Reason == StopReason.Replaced) return End(closed, TaskPhase.Removed, record.Reason, now);
        if (record.Phase == TaskPhase.Stopping && IsFinalStop(record.Reason)) return End(closed, TaskPhase.Canceled, record.Reason, now);
        return cause switch
        {
            Interruption.PowerLoss => AfterPowerLoss(closed with { PowerLosses = record.PowerLosses + 1 }, now, policy),
            Interruption.AgentCrash => Interrupt(closed with { Crashes = record.Crashes + 1 }, StopReason.AgentCrash, now, policy),
            Interruption.AgentShutdown => Interrupt(closed, StopReason.AgentShutdown, now, policy),
        };
    }

    private static Transition AfterPowerLoss(TaskRecord record, in Timestamp now, TaskPolicy policy)
    {
        bool free = record.PowerLosses <= policy.FreePowerLosses || record.PowerLosses >= policy.PowerLossLimit;
        if (free) return Interrupt(record, StopReason.PowerLoss, now, policy);

        // After the free power losses, each further one before the quarantine counts as a failed attempt.
        return Fail(record, new AttemptEnd(new TaskError(ErrorCategory.Other, "power was lost during the run")), now, policy);
    }

    /// <summary>Ends a run. One-time work ends with it; recurring work gets its next run, unless its absolute deadline has passed.</summary>
    private static Transition CloseRun(TaskRecord record, TaskPhase phase, StopReason reason, in Timestamp now, TaskPolicy policy)
    {
        Transition closed = End(record, phase, reason, now);
        bool over = record.Spec.DeadlineAt is { } end && now.IsTrusted && now.Utc >= end;
        if (!record.Spec.IsRecurring || over) return closed;
        TaskRecord next = Recurrence.Arm(Recurrence.FreshRun(closed.Record), now, policy);
        return new Transition(
            next with { Rev = closed.Record.Rev + 1, Phase = TaskPhase.Scheduled, WaitReasons = [Waits.NextRun(next, now)] },
            TaskEffects.Publish | TaskEffects.Receipt | TaskEffects.NotifyDependents,
            closed.Record);
    }
}
