using EdgeAgent.Fleet.Rules;

namespace EdgeAgent.Fleet.Orders;

/// <summary>A candidate of a pool with what it offered, as it travels.</summary>
internal sealed record CandidateRow
{
    public required string Device { get; init; }
    public required string Task { get; init; }
    public required Outcome Outcome { get; init; }

    /// <summary>Its success is one of the K.</summary>
    public required bool Counted { get; init; }

    /// <summary>The task went to somebody else.</summary>
    public required bool HandedOn { get; init; }

    /// <summary>Place of its offer among all of this round, from 1 for the best; null for no offer.</summary>
    public int? Rank { get; init; }

    public DateTimeOffset? OfferedStart { get; init; }

    /// <summary>Seconds from the decision to that start; null when the device cannot say when.</summary>
    public double? WaitS { get; init; }

    /// <summary>Minutes of the run that the battery is expected to pay for.</summary>
    public double? BatteryMinutes { get; init; }

    /// <summary>What offers are ranked by: battery minutes and half a minute for each hour of waiting.</summary>
    public double? Cost { get; init; }

    /// <summary>Of the device's forecast, 0 to 1.</summary>
    public double? Confidence { get; init; }

    /// <inheritdoc cref="TargetRow.CancelWanted"/>
    public bool? CancelWanted { get; init; }

    public string? Reason { get; init; }
    public DateTimeOffset? AssignedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
}
