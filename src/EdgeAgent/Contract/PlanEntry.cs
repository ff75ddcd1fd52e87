
namespace EdgeAgent.Contract;

/// <summary>One line of <c>plan</c>.</summary>
public sealed record PlanEntry
{
    public required string Id { get; init; }
    public required string Kind { get; init; }
    public TaskClass? Class { get; init; }
    public required TaskPhase Phase { get; init; }
    public DateTimeOffset? PlannedStart { get; init; }
    public DateTimeOffset? PlannedEnd { get; init; }
    public string? Reason { get; init; }
    public IReadOnlyList<WaitPart> WaitReasons { get; init; } = [];
}
