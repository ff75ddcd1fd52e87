namespace EdgeAgent.Core.Tasks;

/// <summary>Settings of the task life cycle, with the defaults of the contract, section 5.</summary>
public sealed record TaskPolicy
{
    public static TaskPolicy Default { get; } = new();

    /// <summary>Zone of cron schedules that name none.</summary>
    public TimeZoneInfo DeviceZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Finds a zone by IANA name; null when the device does not know it.</summary>
    public Func<string, TimeZoneInfo?> FindZone { get; init; } = static _ => null;

    /// <summary>Time between the request to stop and the kill.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest delay before a retry.</summary>
    public TimeSpan BackoffCap { get; init; } = TimeSpan.FromHours(5);

    /// <summary>Jitter: a retry delay is changed by up to this share in either direction, 0 to 1.</summary>
    public double Jitter { get; init; } = 0.1;

    /// <summary>Seed of the jitter, so that devices do not retry at the same time; any number.</summary>
    public uint JitterSeed { get; init; }

    /// <summary>Number of consecutive power losses that quarantines a task.</summary>
    public int PowerLossLimit { get; init; } = 3;

    /// <summary>Number of consecutive power losses that do not use the retry budget.</summary>
    public int FreePowerLosses { get; init; } = 2;

    /// <summary>Number of consecutive crashes of the agent that quarantines a task.</summary>
    public int CrashLimit { get; init; } = 5;

    /// <summary>Number of interruptions of one run, of any kind, that quarantines a task.</summary>
    public int MaxInterruptions { get; init; } = 100;

    /// <summary>A calendar slot that starts later than this counts as missed.</summary>
    public TimeSpan MisfireGrace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Highest number of unfinished tasks.</summary>
    public int QueueLimit { get; init; } = 1000;

    /// <summary>Highest number of unfinished tasks of one kind.</summary>
    public int QueueLimitPerKind { get; init; } = int.MaxValue;

    /// <summary>True: refuse a task whose <c>after</c> names an unknown id. False: the task waits, and its wait reason names the unknown id.</summary>
    public bool RefuseUnknownPrerequisites { get; init; }

    /// <summary>Longest time for which a finished task is kept, device time.</summary>
    public TimeSpan KeepFinishedFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Highest number of finished tasks that are kept.</summary>
    public int KeepFinished { get; init; } = 1000;

    /// <summary>The zone of a cron schedule; the device's zone when it names none, or one that is no longer known.</summary>
    public TimeZoneInfo ZoneOf(TaskSchedule.Cron cron)
    {
        if (cron.TimeZone is { } name) return FindZone(name) ?? DeviceZone;
        return DeviceZone;
    }
}
