namespace EdgeAgent.Core.Tasks;

/// <summary>A task that has to end before another may start.</summary>
/// <param name="AnyEnd">Any end will do (unique work appended or updated); otherwise it must succeed.</param>
public readonly record struct Prerequisite(string Id, bool AnyEnd);
