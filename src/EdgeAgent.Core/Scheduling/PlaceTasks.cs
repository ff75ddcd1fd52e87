using EdgeAgent.Core.Planning;

namespace EdgeAgent.Core.Scheduling;

/// <summary>
/// Chooses a start for each task that passes all hard rules. <paramref name="askAgainAt"/> is when the answer may change without a new event.
/// Must be deterministic.
/// </summary>
public delegate Placement[] PlaceTasks(PlanInput input, ReadOnlySpan<PlannableTask> tasks, out DateTimeOffset? askAgainAt);
