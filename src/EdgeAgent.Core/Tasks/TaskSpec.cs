namespace EdgeAgent.Core.Tasks;

/// <summary>A valid task document (contract, section 4). Immutable; <see cref="TaskRecord"/> holds the state of its execution.</summary>
public sealed record TaskSpec
{
    public required string Id { get; init; }
    public required string Kind { get; init; }

    /// <summary>The document's <c>args</c> as JSON text; null when absent.</summary>
    public string? ArgsJson { get; init; }

    public string? Description { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The document's <c>class</c>; when absent, the class that <see cref="Classifier"/> chose.</summary>
    public TaskClass Class { get; init; } = TaskClass.Normal;

    public TaskPriority Priority { get; init; } = TaskPriority.Normal;
    public TaskConstraints Constraints { get; init; } = TaskConstraints.None;
    public DateTimeOffset? EarliestStart { get; init; }
    public TimeSpan? Delay { get; init; }

    /// <summary>Deadline that was given as an RFC 3339 time.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    /// <summary>Deadline that was given as seconds from acceptance; it needs no trusted clock.</summary>
    public TimeSpan? DeadlineIn { get; init; }

    public TaskSchedule? Schedule { get; init; }

    /// <summary>Periodic or cron work; it ends only by cancellation, replacement, quarantine or its absolute deadline.</summary>
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
