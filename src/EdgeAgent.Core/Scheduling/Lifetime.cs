using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Scheduling;

/// <summary>A task's release, latest start and due time on device time, and the published schedule by which its wishes are relaxed.</summary>
internal static class Lifetime
{
    // Shares of the lifetime at which charge, charging, idle and unmetered are given up: Android's flexible constraints
    // (FlexibilityController defaults) for high, default and low priority.
    private static readonly double[] High = [.33, .50, .60, .75];
    private static readonly double[] Usual = [.50, .60, .70, .80];
    private static readonly double[] Low = [.55, .65, .75, .85];

    /// <summary>When the task was released: accepted, its delay or back-off over, or its calendar slot reached.</summary>
    public static long ReleaseMs(TaskRecord r, in Timestamp now)
    {
        long release = Math.Max(r.AcceptedMs, r.NotBeforeMs);
        DateTimeOffset? at = CalendarStart(r);
        if (at is { } t && now.IsTrusted) return Math.Max(release, now.DeviceTimeMs + (long)(t - now.Utc).TotalMilliseconds);
        return release;
    }

    /// <summary>The wall-clock time before which it must not start.</summary>
    public static DateTimeOffset? CalendarStart(TaskRecord r) => r.Spec.Schedule switch
    {
        null or TaskSchedule.Periodic => r.Spec.EarliestStart,
        TaskSchedule.Exact exact => exact.At,
        _ => r.Slot?.At,
    };

    /// <summary>Device time by which it must have started, else it expires; null when it never expires or the time is not known yet.</summary>
    public static long? DeadlineMs(TaskRecord r, in Timestamp now)
    {
        TaskSpec spec = r.Spec;
        bool awaitsSlot = spec.Schedule is TaskSchedule.Cron && (r.Slot is null || !now.IsTrusted);
        if (awaitsSlot && spec.DeadlineIn is not null) return null;
        if (spec.DeadlineIn is { } span) return (spec.IsRecurring ? ReleaseMs(r, now) : r.AcceptedMs) + (long)span.TotalMilliseconds;
        if (spec.DeadlineAt is { } at && now.IsTrusted) return now.DeviceTimeMs + (long)(at - now.Utc).TotalMilliseconds;
        return null;
    }

    /// <summary>Device time by which it should have finished: the deadline, or the end of its period.</summary>
    public static long? DueMs(TaskRecord r, in Timestamp now) => DeadlineMs(r, now) ?? r.PeriodEndMs;

    /// <summary>The wishes that are given up now; <paramref name="nextMs"/> is when the next one is given up.</summary>
    public static Relaxation Relaxed(TaskRecord r, long dueMs, RunEstimate estimate, PlanContext env, out long? nextMs)
    {
        long now = env.Now.DeviceTimeMs;
        long release = Math.Min(r.Spec.IsRecurring ? ReleaseMs(r, env.Now) : r.AcceptedMs, dueMs);
        double span = dueMs - release;
        double margin = Math.Min(env.Policy.RelaxMargin.TotalMilliseconds, span / 10);
        long all = dueMs - (long)(estimate.DurationP90.TotalMilliseconds + margin);
        double[] steps = StepsOf(r.Spec.Priority);
        for (int i = steps.Length - 1; i >= 0; i--)
        {
            long at = Math.Min(all, release + (long)(span * steps[i]));
            if (now < at) continue;
            if (i == steps.Length - 1) nextMs = null;
            else nextMs = Math.Min(all, release + (long)(span * steps[i + 1]));
            if (now >= all) return Relaxation.Network;
            return (Relaxation)(i + 1);
        }

        nextMs = Math.Min(all, release + (long)(span * steps[0]));
        return Relaxation.None;
    }

    /// <summary>The same for any task; class <c>critical</c> and work without a due time give up nothing.</summary>
    public static Relaxation RelaxedFor(TaskRecord r, RunEstimate estimate, PlanContext env, out long? nextMs)
    {
        nextMs = null;
        if (r.Spec.Class == TaskClass.Critical || DueMs(r, env.Now) is not { } due) return Relaxation.None;
        return Relaxed(r, due, estimate, env, out nextMs);
    }

    private static double[] StepsOf(TaskPriority priority) => priority switch
    {
        TaskPriority.Critical or TaskPriority.High => High,
        TaskPriority.Normal => Usual,
        TaskPriority.Low => Low,
    };
}
