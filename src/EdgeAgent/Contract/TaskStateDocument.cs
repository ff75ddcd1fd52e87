using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Contract;

/// <summary>On <c>task/{id}/state</c>, and in the answers to <c>list</c> and <c>show</c>.</summary>
public sealed record TaskStateDocument : DeviceDocument
{
    public required string Id { get; init; }
    public required int Rev { get; init; }
    public required TaskState Status { get; init; }
    public required TaskPhase Phase { get; init; }
    public StopReason? Reason { get; init; }
    public required int Attempt { get; init; }
    public int? Run { get; init; }
    public double? ProgressPct { get; init; }
    public string? Message { get; init; }
    public DateTimeOffset? PlannedStart { get; init; }
    public PlacementReason? PlannedReason { get; init; }
    public IReadOnlyList<WaitPart> WaitReasons { get; init; } = [];
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public double? EnergyMwh { get; init; }
    public long? DurationMs { get; init; }
    public int? ExitCode { get; init; }
    public string? Result { get; init; }
    public string? ResultSha256 { get; init; }
    public long? ResultBytes { get; init; }
    public ErrorPart? Error { get; init; }
    public required string Kind { get; init; }
    public required TaskClass Class { get; init; }
    public required TaskPriority Priority { get; init; }
    public string? Description { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
    public DateTimeOffset AcceptedAt { get; init; }
    public DateTimeOffset? Deadline { get; init; }
    public bool? UserPaused { get; init; }
}
