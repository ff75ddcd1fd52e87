using EdgeAgent.Fleet.Rules;

namespace EdgeAgent.Fleet.Orders;

/// <summary>A device of a campaign, as published.</summary>
internal sealed record TargetRow
{
    public required string Device { get; init; }
    public required string Task { get; init; }
    public required Outcome Outcome { get; init; }
    public required int Attempt { get; init; }

    /// <summary>Stage in which the device got the task, from 1; null before.</summary>
    public int? Stage { get; init; }

    /// <summary>True while a cancellation has no answer.</summary>
    public bool? CancelWanted { get; init; }

    public string? Reason { get; init; }
    public DateTimeOffset? AssignedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
}
