namespace EdgeAgent.Core.Tasks;

public enum TaskPriority
{
    Critical,
    High,
    Normal,
    Low,
}

/// <summary>What may be done to a running task when power falls or heat rises.</summary>
public enum Preemption
{
    /// <summary>Frozen and thawed (the default).</summary>
    Pause,

    /// <summary>Stopped and started again from its checkpoint or from the beginning.</summary>
    Restart,

    /// <summary>Left alone; started only where it can be expected to finish.</summary>
    Never,
}

public enum UniquePolicy
{
    Keep,
    Replace,
    Append,
    AppendOrReplace,
    Update,
}

public enum MisfirePolicy
{
    RunOnce,
    Skip,
}

public enum QuotaFallback
{
    RunAsNormal,
    Drop,
}

/// <summary>Constraints that a task asks for; null or false means that it does not ask.</summary>
public sealed record TaskConstraints
{
    public static TaskConstraints None { get; } = new();

    public bool Charging { get; init; }
    public bool ExternalPower { get; init; }
    public bool BatteryNotLow { get; init; }
    public double? MinSocPct { get; init; }
    public bool Idle { get; init; }
    public Power.NetworkKind Network { get; init; } = Power.NetworkKind.None;
    public bool StorageNotLow { get; init; }
    public double? MaxCpuTemperatureC { get; init; }

    /// <summary>
    /// An addition to the contract's fields: when true, <see cref="Charging"/>, <see cref="BatteryNotLow"/>, <see cref="Idle"/> and
    /// "unmetered" are wishes that relax as the deadline nears; otherwise they hold to the end.
    /// </summary>
    public bool Flexible { get; init; }
}

/// <summary>When a task recurs, or its exact time. Exactly one of the three forms.</summary>
public abstract record TaskSchedule
{
    private TaskSchedule()
    {
    }

    /// <summary>Once per period, within the last <paramref name="Flex"/> of it.</summary>
    public sealed record Periodic(TimeSpan Every, TimeSpan Flex) : TaskSchedule;

    /// <summary>By calendar, in <paramref name="TimeZone"/> (IANA name; null = the device's zone).</summary>
    public sealed record Cron(string Expression, string? TimeZone, MisfirePolicy Misfire) : TaskSchedule;

    /// <summary>Once, at an exact time.</summary>
    public sealed record Exact(DateTimeOffset At) : TaskSchedule;
}

public sealed record UniqueWork(string Name, UniquePolicy Policy);

public sealed record TaskEstimate(TimeSpan? Duration, double? EnergyMwh);

/// <summary>Bounds on one attempt. Its clocks stand still while it is paused.</summary>
/// <param name="Run">Longest run time of an attempt.</param>
/// <param name="Stall">Longest time without progress: neither the percentage nor the checkpoint moves.</param>
/// <param name="Step">Longest time without any word from the worker (an addition to the contract's fields).</param>
public sealed record TaskLimits(TimeSpan? Run, TimeSpan? Stall, double? CpuPct, double? MemoryMb, double? OutputKib, TimeSpan? Step = null)
{
    public static TaskLimits None { get; } = new(null, null, null, null, null);
}

public sealed record RetrySpec(int? Max, BackoffKind Backoff, TimeSpan? Delay);

/// <summary>A valid task document (contract, section 4). Immutable; what happens to it lives in <see cref="TaskRecord"/>.</summary>
public sealed record TaskSpec
{
    public required string Id { get; init; }
    public required string Kind { get; init; }

    /// <summary>The document's <c>args</c> as JSON text; null when absent.</summary>
    public string? ArgsJson { get; init; }

    public string? Description { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>As given, or as the classifier decided when absent.</summary>
    public TaskClass Class { get; init; } = TaskClass.Normal;

    public TaskPriority Priority { get; init; } = TaskPriority.Normal;
    public TaskConstraints Constraints { get; init; } = TaskConstraints.None;
    public DateTimeOffset? EarliestStart { get; init; }
    public TimeSpan? Delay { get; init; }

    /// <summary>Absolute deadline (RFC 3339 form).</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    /// <summary>Deadline in seconds from acceptance (number form); a span, so it needs no trusted clock.</summary>
    public TimeSpan? DeadlineIn { get; init; }

    public TaskSchedule? Schedule { get; init; }

    /// <summary>Runs again and again; ends only by cancellation, replacement or its absolute deadline.</summary>
    public bool IsRecurring => Schedule is TaskSchedule.Periodic or TaskSchedule.Cron;

    public UniqueWork? Unique { get; init; }
    public IReadOnlyList<string> After { get; init; } = [];
    public QuotaFallback? Expedited { get; init; }
    public TaskEstimate? Estimate { get; init; }
    public Preemption Preemption { get; init; } = Preemption.Pause;
    public TaskLimits Limits { get; init; } = TaskLimits.None;
    public RetrySpec? Retry { get; init; }
    public string? ReplyTo { get; init; }

    /// <summary>The document's <c>correlation</c> as JSON text; echoed in the receipt.</summary>
    public string? CorrelationJson { get; init; }
}
