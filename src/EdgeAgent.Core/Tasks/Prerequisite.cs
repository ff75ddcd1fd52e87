namespace EdgeAgent.Core.Tasks;

/// <summary>A task that has to end before another may start.</summary>
/// <param name="AnyEnd">True: any end is enough (unique work). False: the task must succeed.</param>
public readonly record struct Prerequisite(string Id, bool AnyEnd);
