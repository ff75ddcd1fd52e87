namespace EdgeAgent.Fleet.Orders;

/// <summary>A campaign or a pool in sum, as it travels; null where a field belongs to the other kind.</summary>
internal sealed record OrderSummary
{
    /// <summary><c>campaign</c> or <c>pool</c>.</summary>
    public required string Order { get; init; }

    public required string Id { get; init; }

    /// <summary>A campaign: <c>running</c>, <c>paused</c>, <c>completed</c>, <c>aborted</c>, <c>expired</c>; a pool <c>asking</c> instead of <c>paused</c>.</summary>
    public required string Phase { get; init; }

    /// <summary>Why it ended as it did.</summary>
    public string? Reason { get; init; }

    /// <summary>Of the task.</summary>
    public string? Kind { get; init; }

    /// <summary>Of the task, as its author wrote it.</summary>
    public string? Description { get; init; }

    /// <summary>From 1.</summary>
    public int? Stage { get; init; }

    public int? Stages { get; init; }

    /// <summary>How many successes a pool wants.</summary>
    public int? K { get; init; }

    /// <summary>How many of them there are.</summary>
    public int? Counted { get; init; }

    /// <summary>Successes beyond them.</summary>
    public int? Surplus { get; init; }

    /// <summary>How often the candidates of a pool were asked.</summary>
    public int? Round { get; init; }

    public required int Devices { get; init; }
    public required bool Ended { get; init; }

    /// <summary>Devices by outcome; outcomes of nobody are left out.</summary>
    public required IReadOnlyDictionary<string, int> Outcomes { get; init; }

    /// <summary>Devices without a final state for longer than the campaign allows.</summary>
    public int? Silent { get; init; }

    public required DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? Deadline { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
}
