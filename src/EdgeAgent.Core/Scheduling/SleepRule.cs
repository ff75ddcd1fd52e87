using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Scheduling;

/// <summary>Whether to sleep now, and until when. Pure.</summary>
public static class SleepRule
{
    // Waits that may end at any time, so the device stays awake for them. All other waits end at a known time, or need energy or people.
    private static readonly HashSet<WaitReason> Passing =
        [WaitReason.CpuBusy, WaitReason.Memory, WaitReason.Disk, WaitReason.ConstraintDeviceIdle, WaitReason.SensorStale];

    public static SleepDecision Decide(SleepInput input, SleepSettings settings)
    {
        if (input.IsHeld) return new SleepDecision.Stay(AwakeCause.UserHold);
        if (input.Power.Source == PowerSource.Unknown || input.Power.Quality == PowerQuality.Stale) return new SleepDecision.Stay(AwakeCause.PowerUnknown);
        if (input.Power.Source == PowerSource.External) return new SleepDecision.Stay(AwakeCause.ExternalPower);
        if (input.Mode < settings.FromMode) return new SleepDecision.Stay(AwakeCause.Mode);
        long workMs = input.PlanWakeUpMs ?? long.MaxValue;
        foreach (var task in input.Tasks)
        {
            // A frozen task sleeps with the machine, and its clock does not run.
            if (TaskPhases.IsActive(task.Phase) && task.Phase != TaskPhase.Paused) return new SleepDecision.Stay(AwakeCause.Working);
            if (IsNear(task)) return new SleepDecision.Stay(AwakeCause.WorkNear);
            workMs = Math.Min(workMs, NextMs(task, input.Now));
        }

        if (input.HasUnsaid) return new SleepDecision.Stay(AwakeCause.Unsaid);
        long attendedMs = input.AttendedMs + (long)settings.StayAwake.TotalMilliseconds;
        if (input.Now.DeviceTimeMs < attendedMs) return new SleepDecision.Stay(AwakeCause.Attended, attendedMs);
        return Until(input, workMs, settings);
    }

    private static SleepDecision Until(SleepInput input, long workMs, SleepSettings settings)
    {
        long now = input.Now.DeviceTimeMs;
        var (untilMs, cause) = (now + (long)settings.Longest.TotalMilliseconds, WakeCause.LongestSleep);
        if (input.ReportDueMs is { } report && report < untilMs) (untilMs, cause) = (report, WakeCause.Report);
        if (workMs != long.MaxValue && workMs - (long)settings.Lead.TotalMilliseconds is var lead && lead < untilMs) (untilMs, cause) = (lead, WakeCause.PlannedWork);
        if (untilMs - now < settings.Least.TotalMilliseconds) return new SleepDecision.Stay(AwakeCause.NotWorthwhile);
        return new SleepDecision.Sleep(untilMs, cause);
    }

    private static bool IsNear(TaskRecord task) => task.Phase == TaskPhase.Ready
        || (task.Phase == TaskPhase.Waiting && task.WaitReasons.All(w => Passing.Contains(w.Reason)));

    // The plan considers these too, but another planner need not.
    private static long NextMs(TaskRecord task, in Timestamp now)
    {
        long next = Lifetime.DeadlineMs(task, now) is { } deadline && deadline > now.DeviceTimeMs ? deadline : long.MaxValue;
        if (task.PlannedStart is { } planned && planned > now.Utc) next = Math.Min(next, now.DeviceTimeMs + (long)(planned - now.Utc).TotalMilliseconds);
        return next;
    }
}
