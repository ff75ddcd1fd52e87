using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Scheduling;

/// <summary>What shall happen to one task now. Apply it by <see cref="TaskTransitions.Next"/>, commit, then carry out the effects.</summary>
public readonly record struct Decision(TaskRecord Task, TaskEvent Event);

/// <summary>The outcome of one pass: what changes now, and when to look again if nothing happens before.</summary>
/// <param name="Decisions">Stops and pauses first, then starts in order, then what only is to be known.</param>
/// <param name="NextWakeUpMs">Device time (<see cref="Timestamp.DeviceTimeMs"/>); null when only an event can change the plan.</param>
public sealed record Plan(IReadOnlyList<Decision> Decisions, long? NextWakeUpMs)
{
    public DateTimeOffset? NextWakeUpAt(in Timestamp now) => NextWakeUpMs is { } ms ? now.Utc.AddMilliseconds(ms - now.DeviceTimeMs) : null;
}

/// <summary>A line of <c>plan</c>: when a task is expected to run, and why then.</summary>
/// <param name="StartAt">Now for one that runs or starts; null when nobody can say.</param>
/// <param name="Why">For people.</param>
/// <param name="Reason">Why the planner chose this start; null when it did not choose one.</param>
public sealed record TaskForecast(
    string Id, TaskPhase Phase, DateTimeOffset? StartAt, string Why, IReadOnlyList<WaitCondition> WaitReasons, PlacementReason? Reason)
{
    /// <summary>Expected end by the declared or learned duration; of a run that takes longer than that, in a second. Null as <see cref="StartAt"/>.</summary>
    public DateTimeOffset? EndAt { get; init; }
}
