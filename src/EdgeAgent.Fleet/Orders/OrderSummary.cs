namespace EdgeAgent.Fleet.Orders;

/// <summary>Summary of a campaign or a pool, as published; a field that belongs to the other kind is null.</summary>
internal sealed record OrderSummary
{
    /// <summary><c>campaign</c> or <c>pool</c>.</summary>
    public required string Order { get; init; }

    public required string Id { get; init; }

    /// <summary>A campaign: <c>running</c>, <c>paused</c>, <c>completed</c>, <c>aborted</c>, <c>expired</c>; a pool <c>asking</c> instead of <c>paused</c>.</summary>
    public required string Phase { get; init; }

    /// <summary>Why the order ended.</summary>
    public string? Reason { get; init; }

    /// <summary>Kind of the task.</summary>
    public string? Kind { get; init; }

    /// <summary>Description of the task, as its author wrote it.</summary>
    public string? Description { get; init; }

    /// <summary>The present stage, from 1.</summary>
    public int? Stage { get; init; }

    public int? Stages { get; init; }

    /// <summary>How many successes a pool wants.</summary>
    public int? K { get; init; }

    /// <summary>How many successes are counted, at most <see cref="K"/>.</summary>
    public int? Counted { get; init; }

    /// <summary>Successes beyond the counted ones.</summary>
    public int? Surplus { get; init; }

    /// <summary>How often the candidates of a pool were asked.</summary>
    public int? Round { get; init; }

    public required int Devices { get; init; }
    public required bool Ended { get; init; }

    /// <summary>Number of devices by outcome; an outcome without a device is left out.</summary>
    public required IReadOnlyDictionary<string, int> Outcomes { get; init; }

    /// <summary>Devices without a final state for longer than the campaign allows.</summary>
    public int? Silent { get; init; }

    public required DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? Deadline { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
}
