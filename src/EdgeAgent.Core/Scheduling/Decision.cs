using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Core.Scheduling;

/// <summary>What must happen to one task now. Apply it by <see cref="TaskTransitions.Next"/>, commit, then carry out the effects.</summary>
public readonly record struct Decision(TaskRecord Task, TaskEvent Event);
