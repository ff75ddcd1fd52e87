using EdgeAgent.Fleet.Rules;

namespace EdgeAgent.Fleet.Orders;

/// <summary>A candidate of a pool and its offer, as published.</summary>
internal sealed record CandidateRow
{
    public required string Device { get; init; }
    public required string Task { get; init; }
    public required Outcome Outcome { get; init; }

    /// <summary>Its success is one of the K.</summary>
    public required bool Counted { get; init; }

    /// <summary>The device was given up, or others were enough: its success counts only while one is missing.</summary>
    public required bool HandedOn { get; init; }

    /// <summary>Rank of its offer among the offers of this round, 1 for the best; null without an offer.</summary>
    public int? Rank { get; init; }

    public DateTimeOffset? OfferedStart { get; init; }

    /// <summary>Seconds from the decision to that start; null when the device cannot say when.</summary>
    public double? WaitS { get; init; }

    /// <summary>Minutes of the run that the battery is expected to supply.</summary>
    public double? BatteryMinutes { get; init; }

    /// <summary>Offers are ranked by this: battery minutes, plus half a minute for each hour of waiting.</summary>
    public double? Cost { get; init; }

    /// <summary>Confidence of the device's forecast, 0 to 1.</summary>
    public double? Confidence { get; init; }

    /// <inheritdoc cref="TargetRow.CancelWanted"/>
    public bool? CancelWanted { get; init; }

    public string? Reason { get; init; }
    public DateTimeOffset? AssignedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
}
