using EdgeAgent.Core.Planning;

namespace EdgeAgent.Core.Scheduling;

/// <summary>
/// Places tasks that pass all hard rules into the future. <paramref name="askAgainAt"/> is when the answer may change by itself.
/// Must be deterministic.
/// </summary>
public delegate Placement[] PlaceTasks(PlanInput input, ReadOnlySpan<PlannableTask> tasks, out DateTimeOffset? askAgainAt);
