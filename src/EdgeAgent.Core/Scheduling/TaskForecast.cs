using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Core.Scheduling;

/// <summary>A line of <c>plan</c>: when a task is expected to run, and why then.</summary>
/// <param name="StartAt">Now for a task that runs or starts; null when unknown.</param>
/// <param name="Why">For people.</param>
/// <param name="Reason">Why the planner chose this start; null when it did not choose one.</param>
public sealed record TaskForecast(
    string Id, TaskPhase Phase, DateTimeOffset? StartAt, string Why, IReadOnlyList<WaitCondition> WaitReasons, PlacementReason? Reason)
{
    /// <summary>Expected end by the declared or learned duration; one second from now for a run that already takes longer. Null when <see cref="StartAt"/> is.</summary>
    public DateTimeOffset? EndAt { get; init; }
}
