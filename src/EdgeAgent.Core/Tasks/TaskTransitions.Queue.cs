using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tasks;

public static partial class TaskTransitions
{
    private static Transition Evaluate(TaskRecord record, TaskEvent.Evaluated e)
    {
        bool blocked = record.WaitsFor.Count > 0;
        if (!TaskPhases.IsQueued(record.Phase) || !TaskPhases.IsQueued(e.Phase) || blocked != (e.Phase == TaskPhase.Blocked)) return Unchanged(record);
        return Change(
            record,
            record with { Phase = e.Phase, WaitReasons = e.Phase == TaskPhase.Ready ? [] : e.WaitReasons, PlannedStart = e.PlannedStart, PlannedReason = e.PlannedReason },
            Published);
    }

    private static Transition Rearm(TaskRecord record, in Timestamp now, TaskPolicy policy)
    {
        if (!TaskPhases.IsQueued(record.Phase) || record.Spec.Schedule is not TaskSchedule.Cron || record.Attempt > 0) return Unchanged(record);
        TaskRecord armed = Recurrence.Arm(record, now, policy);
        if (armed.Slot == record.Slot) return Unchanged(record);
        return Change(record, armed with { Phase = TaskPhase.Scheduled }, Published);
    }

    private static Transition UserPause(TaskRecord record, bool paused, in Timestamp now)
    {
        if (record.IsFinal || record.UserPaused == paused) return Unchanged(record);
        TaskRecord marked = record with { UserPaused = paused };
        if (paused && record.Phase == TaskPhase.Running) return Again(record, Pause(marked, StopReason.User, now));
        if (!paused && record.Phase == TaskPhase.Paused && record.Reason == StopReason.User) return Again(record, Resume(marked, now));
        return Change(record, marked, Published);
    }

    // When the inner transition changed something, it has already raised the revision by one.
    private static Transition Again(TaskRecord before, Transition inner)
    {
        if (inner.Changed) return inner;
        return Change(before, inner.Record, Published);
    }

    private static Transition Expire(TaskRecord record, in Timestamp now, TaskPolicy policy)
    {
        if (!TaskPhases.IsQueued(record.Phase)) return Unchanged(record);
        bool seriesGoesOn = record.Spec.IsRecurring && record.Spec.DeadlineAt is null;
        TaskRecord missed = record.Spec.Schedule is TaskSchedule.Cron ? record with { LastSlot = Recurrence.UseUp(record, now) } : record;
        if (seriesGoesOn) return CloseRun(missed, TaskPhase.Failed, StopReason.DeadlineExpired, now, policy);
        return End(record, TaskPhase.Failed, StopReason.DeadlineExpired, now);
    }

    private static Transition DropForQuota(TaskRecord record, in Timestamp now)
    {
        if (TaskPhases.IsQueued(record.Phase) && record.Spec.Expedited == QuotaFallback.Drop)
        {
            return End(record, TaskPhase.Canceled, StopReason.Quota, now);
        }

        return Unchanged(record);
    }

    private static Transition PrerequisiteEnded(TaskRecord record, TaskEvent.PrerequisiteEnded e, in Timestamp now)
    {
        int at = record.WaitsFor.ToList().FindIndex(p => p.Id == e.Id);
        if (at < 0 || record.Phase != TaskPhase.Blocked || !TaskPhases.IsFinal(e.Phase)) return Unchanged(record);
        if (e.Phase != TaskPhase.Succeeded && !record.WaitsFor[at].AnyEnd)
        {
            bool wanted = e.Phase is TaskPhase.Canceled or TaskPhase.Removed;
            return End(
                record,
                wanted ? TaskPhase.Canceled : TaskPhase.Failed,
                StopReason.PrerequisiteFailed,
                now,
                new TaskError(ErrorCategory.Other, $"{e.Id} ended {WireNames.Upper(e.Phase)}"));
        }

        Prerequisite[] left = [.. record.WaitsFor.Where((_, i) => i != at)];
        return Change(
            record,
            record with { WaitsFor = left, Phase = left.Length == 0 ? TaskPhase.Waiting : TaskPhase.Blocked },
            Published);
    }

    private static Transition Release(TaskRecord record, in Timestamp now)
    {
        if (record.Phase != TaskPhase.Failed || record.Reason != StopReason.Quarantined) return Unchanged(record);
        return Change(
            record,
            record with
            {
                Phase = TaskPhase.Waiting,
                Reason = StopReason.None,
                Error = null,
                Failures = 0,
                Interruptions = 0,
                PowerLosses = 0,
                Crashes = 0,
                NotBeforeMs = now.DeviceTimeMs,
                IsBackoff = false,
                FinishedAt = null,
                FinishedMs = null,
            },
            Published);
    }

    private static Transition Retire(TaskRecord record) => record.Phase switch
    {
        TaskPhase.Removed => new(record, TaskEffects.Forget),
        _ when record.IsFinal => Change(record, record with { Phase = TaskPhase.Removed }, TaskEffects.Forget),
        _ => Unchanged(record),
    };

    private static Transition Replace(TaskRecord record, in Timestamp now)
    {
        if (record.IsFinal) return Unchanged(record);
        if (TaskPhases.IsActive(record.Phase)) return Stop(record, StopReason.Replaced, now);
        return End(record, TaskPhase.Removed, StopReason.Replaced, now);
    }

    private static Transition Cancel(TaskRecord record, StopReason reason, in Timestamp now)
    {
        if (record.IsFinal) return Unchanged(record);
        if (TaskPhases.IsActive(record.Phase)) return Stop(record, reason, now);
        return End(record, TaskPhase.Canceled, reason, now);
    }
}
