using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Core.Planning;

/// <summary>Where the planner puts one task. <see cref="RunNow"/> false for a started task means: freeze it.</summary>
public readonly record struct Placement(int Index, bool RunNow, DateTimeOffset PlannedStart, DateTimeOffset PlannedEnd, PlacementReason Reason);
