using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Scheduling;

/// <summary>When the device may sleep.</summary>
public sealed record SleepSettings
{
    /// <summary>A shorter sleep costs more than it saves: saying goodbye, suspending, connecting anew.</summary>
    public TimeSpan Least { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Nobody reaches a sleeping device, and it sees no charger: it looks round at least this often.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Awake this long before planned work, so that the network is there.</summary>
    public TimeSpan Lead { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Awake this long after a wake-up, a connection, a message: what the broker kept comes in, and people get answers.</summary>
    public TimeSpan StayAwake { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Sleeps in this mode and in lower ones.</summary>
    public OperatingMode FromMode { get; init; } = OperatingMode.Full;
}

/// <summary>What a sleep ends for.</summary>
public enum WakeCause
{
    PlannedWork,
    Report,
    LongestSleep,
}

/// <summary>What keeps the device awake.</summary>
public enum AwakeCause
{
    UserHold,
    PowerUnknown,
    ExternalPower,
    Mode,
    Working,
    WorkNear,
    Unsaid,
    Attended,
    NotWorthwhile,
}

/// <summary>Everything that the decision depends on. Times named <c>…Ms</c> are device time.</summary>
public sealed record SleepInput
{
    public required Timestamp Now { get; init; }
    public required PowerState Power { get; init; }
    public required OperatingMode Mode { get; init; }

    /// <summary>The unfinished ones.</summary>
    public required IEnumerable<TaskRecord> Tasks { get; init; }

    /// <summary>When the plan has to be looked at again; <see cref="Plan.NextWakeUpMs"/>.</summary>
    public long? PlanWakeUpMs { get; init; }

    /// <summary>When the device has promised its next snapshot.</summary>
    public long? ReportDueMs { get; init; }

    /// <summary>Last wake-up, connection or message.</summary>
    public long AttendedMs { get; init; }

    /// <summary>Something waits for the broker, which is there.</summary>
    public bool HasUnsaid { get; init; }

    /// <summary>A user wants the device awake.</summary>
    public bool IsHeld { get; init; }
}

/// <summary>A closed set.</summary>
public abstract record SleepDecision
{
    private SleepDecision()
    {
    }

    public sealed record Sleep(long UntilMs, WakeCause For) : SleepDecision;

    /// <param name="AskAgainMs">When the answer changes by the time alone; null when something has to happen first.</param>
    public sealed record Stay(AwakeCause Why, long? AskAgainMs = null) : SleepDecision;
}

/// <summary>Whether to sleep now, and until when. Pure.</summary>
public static class SleepRule
{
    // Waits that may end any moment, and that sleeping does not shorten. Every other wait is for a time, for energy or for people.
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
            // Frozen work sleeps with the machine; its clock stands still already.
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
        return untilMs - now < settings.Least.TotalMilliseconds
            ? new SleepDecision.Stay(AwakeCause.NotWorthwhile)
            : new SleepDecision.Sleep(untilMs, cause);
    }

    private static bool IsNear(TaskRecord task) => task.Phase == TaskPhase.Ready
        || (task.Phase == TaskPhase.Waiting && task.WaitReasons.All(w => Passing.Contains(w.Reason)));

    // The plan looks at these too; a planner of another kind need not.
    private static long NextMs(TaskRecord task, in Timestamp now)
    {
        long next = Lifetime.DeadlineMs(task, now) is { } deadline && deadline > now.DeviceTimeMs ? deadline : long.MaxValue;
        if (task.PlannedStart is { } planned && planned > now.Utc) next = Math.Min(next, now.DeviceTimeMs + (long)(planned - now.Utc).TotalMilliseconds);
        return next;
    }
}
