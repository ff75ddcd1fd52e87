using EdgeAgent.Core.Calendar;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tasks;

/// <summary>Computes when recurring work is due next. Periods use device time; cron uses the wall clock, once it is trusted.</summary>
public static class Recurrence
{
    /// <summary>
    /// <paramref name="record"/> with its next period or slot. Periods stay on a fixed grid, so they do not drift; missed and overrun
    /// periods are skipped. Cron work with misfire <c>run_once</c> makes up for missed slots with one run, with <c>skip</c> with none.
    /// </summary>
    public static TaskRecord Arm(TaskRecord record, in Timestamp now, TaskPolicy policy) => record.Spec.Schedule switch
    {
        TaskSchedule.Periodic periodic => ArmPeriod(record, periodic, now),
        TaskSchedule.Cron cron => record with { Slot = now.IsTrusted ? NextSlot(cron, record.LastSlot, now, policy) : null },
        _ => record,
    };

    /// <summary>The slots that a start at <paramref name="now"/> uses up: all until now and the armed one. A retry uses up no more slots.</summary>
    public static RunSlot UseUp(TaskRecord record, in Timestamp now)
    {
        DateTimeOffset upTo = Order.Max(record.Slot?.At ?? now.Utc, now.Utc);
        if (record.Attempt > 0 && record.LastSlot is { } same) return same;
        return new RunSlot(upTo, now.DeviceTimeMs);
    }

    /// <summary>Whether the slot of a queued record must be computed again (see <see cref="TaskEvent.Rearm"/>).</summary>
    public static bool NeedsRearm(TaskRecord record, TaskSchedule.Cron cron, in Timestamp now, TaskPolicy policy)
    {
        if (!now.IsTrusted || record.Attempt > 0) return false;
        if (record.Slot is not { } slot) return true;
        bool setBack = now.Utc < slot.ArmedAt - policy.MisfireGrace;
        bool missed = cron.Misfire == MisfirePolicy.Skip && record.Phase == TaskPhase.Scheduled && now.Utc > slot.At + policy.MisfireGrace;
        return setBack || missed || !string.Equals(slot.Zone, policy.ZoneOf(cron).Id, StringComparison.Ordinal);
    }

    /// <summary>The record of the next run, with attempts, budgets and results reset.</summary>
    public static TaskRecord FreshRun(TaskRecord record) => record with
    {
        Run = record.Run + 1,
        Attempt = 0,
        Failures = 0,
        Interruptions = 0,
        IsBackoff = false,
        Reason = StopReason.None,
        ProgressPct = null,
        Message = null,
        Checkpoint = null,
        BootId = null,
        StartedAt = null,
        StartedMs = null,
        FinishedAt = null,
        FinishedMs = null,
        EnergyMwh = 0,
        DurationMs = 0,
        ExitCode = null,
        Result = null,
        ResultSha256 = null,
        ResultBytes = null,
        Error = null,
    };

    private static TaskRecord ArmPeriod(TaskRecord record, TaskSchedule.Periodic periodic, in Timestamp now)
    {
        long every = (long)periodic.Every.TotalMilliseconds;
        long start = record.PeriodEndMs ?? Math.Max(record.AcceptedMs, record.NotBeforeMs);
        if (record.PeriodEndMs is not null && now.DeviceTimeMs > start) start += (now.DeviceTimeMs - start + every - 1) / every * every;
        long end = start + every;
        return record with { PeriodEndMs = end, NotBeforeMs = end - (long)periodic.Flex.TotalMilliseconds, IsBackoff = false };
    }

    private static CalendarSlot? NextSlot(TaskSchedule.Cron schedule, RunSlot? last, in Timestamp now, TaskPolicy policy)
    {
        if (!CronCalendar.TryParse(schedule.Expression, out CronCalendar? calendar, out _)) return null;
        TimeZoneInfo zone = policy.ZoneOf(schedule);
        DateTimeOffset? at = calendar!.Next(zone, Begin(schedule.Misfire, last, now, policy));
        while (at is { } slot && last is not null && RanAlready(calendar!, zone, slot, last, now)) at = calendar!.Next(zone, slot);
        if (at is { } due) return new CalendarSlot(due, now.Utc, zone.Id);
        return null;
    }

    private static DateTimeOffset Begin(MisfirePolicy misfire, RunSlot? last, in Timestamp now, TaskPolicy policy)
    {
        if (last is null || last.UpTo >= now.Utc) return now.Utc;
        DateTimeOffset oldest = now.Utc - policy.MisfireGrace;
        if (misfire == MisfirePolicy.RunOnce) return last.UpTo;
        return Order.Max(last.UpTo, oldest);
    }

    // The clock was set back to before a slot that has run. The slot runs again only when at least one period of device time passes in
    // between. So a clock that is set back by an hour causes no second run, and one that was years ahead blocks the schedule for one period at most.
    private static bool RanAlready(CronCalendar calendar, TimeZoneInfo zone, DateTimeOffset slot, RunSlot last, in Timestamp now)
    {
        if (slot > last.UpTo) return false;
        TimeSpan elapsed = now.Since(last.AtMs) + (slot - now.Utc);
        return calendar.Next(zone, slot) is not { } following || elapsed < following - slot;
    }
}
