using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Contract;

/// <summary><c>data</c> of <c>why</c>.</summary>
public sealed record WhyData
{
    public required string Id { get; init; }
    public required TaskState Status { get; init; }
    public required TaskPhase Phase { get; init; }
    public StopReason? Reason { get; init; }
    public required IReadOnlyList<WaitPart> WaitReasons { get; init; }
    public DateTimeOffset? PlannedStart { get; init; }
    public PlacementReason? PlannedReason { get; init; }

    /// <summary>When the device is expected to be off because its battery is empty: nothing runs then.</summary>
    public DarkPart? Dark { get; init; }
}
