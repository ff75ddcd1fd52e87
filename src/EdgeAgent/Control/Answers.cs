using EdgeAgent.Contract;

namespace EdgeAgent.Control;

/// <summary><c>data</c> of <c>list</c>.</summary>
public sealed record TaskListData
{
    public required IReadOnlyList<TaskStateDocument> Tasks { get; init; }

    /// <summary>Tasks that match; more than are listed when the answer had to be cut.</summary>
    public required int Total { get; init; }
}

/// <summary><c>data</c> of <c>why</c>.</summary>
public sealed record WhyData
{
    public required string Id { get; init; }
    public required string Status { get; init; }
    public required string Phase { get; init; }
    public string? Reason { get; init; }
    public required IReadOnlyList<WaitPart> WaitReasons { get; init; }
    public DateTimeOffset? PlannedStart { get; init; }
    public string? PlannedReason { get; init; }
}

/// <summary>One line of <c>plan</c>.</summary>
public sealed record PlanEntry
{
    public required string Id { get; init; }
    public required string Kind { get; init; }
    public required string Class { get; init; }
    public required string Phase { get; init; }
    public DateTimeOffset? PlannedStart { get; init; }
    public DateTimeOffset? PlannedEnd { get; init; }
    public string? Reason { get; init; }
    public IReadOnlyList<WaitPart> WaitReasons { get; init; } = [];
}

/// <summary><c>data</c> of <c>plan</c>; for a dry run the entry of the task that was not submitted, too.</summary>
public sealed record PlanData
{
    public required IReadOnlyList<PlanEntry> Tasks { get; init; }
    public DateTimeOffset? NextWakeAt { get; init; }
}

/// <summary><c>data</c> of <c>power</c>.</summary>
public sealed record PowerData
{
    public required PowerPart Power { get; init; }
    public required SystemPart System { get; init; }
    public ForecastPart? Forecast { get; init; }
    public required string Mode { get; init; }
    public required string Limit { get; init; }
    public required LimitsPart Limits { get; init; }
    public IReadOnlyList<SensorPart> Sensors { get; init; } = [];
}

/// <summary>Answer to <c>limit</c>: what is allowed, and what is in force.</summary>
public sealed record LimitData
{
    public required string Limit { get; init; }
    public required string Mode { get; init; }
}

/// <summary><c>data</c> of verbs that act on several tasks.</summary>
public sealed record CountData
{
    public required int Count { get; init; }
    public IReadOnlyList<string> Ids { get; init; } = [];
}

/// <summary><c>data</c> of <c>sync</c>.</summary>
public sealed record SyncData
{
    /// <summary>Receipts that are sent again, the first and the last number.</summary>
    public long FirstSeq { get; init; }

    public long LastSeq { get; init; }
    public int Receipts { get; init; }
}

/// <summary><c>data</c> of <c>history</c>: one sample per rollup, at its end, oldest first.</summary>
public sealed record HistoryData
{
    public required double Hours { get; init; }
    public required IReadOnlyList<TelemetrySample> Samples { get; init; }
}
