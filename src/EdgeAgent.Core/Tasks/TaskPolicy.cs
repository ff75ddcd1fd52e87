namespace EdgeAgent.Core.Tasks;

/// <summary>Numbers of the task's life cycle (contract, section 5); each one configurable.</summary>
public sealed record TaskPolicy
{
    public static TaskPolicy Default { get; } = new();

    /// <summary>Zone of calendars that name none.</summary>
    public TimeZoneInfo DeviceZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Finds a zone by IANA name; null when the device does not know it.</summary>
    public Func<string, TimeZoneInfo?> FindZone { get; init; } = static _ => null;

    /// <summary>Time between the request to stop and the kill.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest delay before a retry.</summary>
    public TimeSpan BackoffCap { get; init; } = TimeSpan.FromHours(5);

    /// <summary>Share by which a retry delay is spread to either side, 0 to 1.</summary>
    public double Jitter { get; init; } = 0.1;

    /// <summary>Changes the spread from device to device; any number.</summary>
    public uint JitterSeed { get; init; }

    /// <summary>Losses of power in a row that quarantine a task.</summary>
    public int PowerLossLimit { get; init; } = 3;

    /// <summary>Losses of power in a row that do not use the retry budget.</summary>
    public int FreePowerLosses { get; init; } = 2;

    /// <summary>Crashes in a row that quarantine a task.</summary>
    public int CrashLimit { get; init; } = 5;

    /// <summary>Interruptions of one run, of any kind, that quarantine a task.</summary>
    public int MaxInterruptions { get; init; } = 100;

    /// <summary>Lateness from which a calendar slot counts as missed.</summary>
    public TimeSpan MisfireGrace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Unfinished tasks that the queue holds.</summary>
    public int QueueLimit { get; init; } = 1000;

    /// <summary>Unfinished tasks of one kind.</summary>
    public int QueueLimitPerKind { get; init; } = int.MaxValue;

    /// <summary>A task that must come after an id that is not here is refused; else it waits, and says that there is no such task.</summary>
    public bool RefuseUnknownPrerequisites { get; init; }

    /// <summary>Finished tasks are kept this long …</summary>
    public TimeSpan KeepFinishedFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>… and at most so many.</summary>
    public int KeepFinished { get; init; } = 1000;

    /// <summary>The zone of a calendar; falls back to the device's when the name is not known any more.</summary>
    public TimeZoneInfo ZoneOf(TaskSchedule.Cron cron)
    {
        if (cron.TimeZone is { } name) return FindZone(name) ?? DeviceZone;
        return DeviceZone;
    }
}
