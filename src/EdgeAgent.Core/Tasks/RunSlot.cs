namespace EdgeAgent.Core.Tasks;

/// <summary>What a run of calendar work used up.</summary>
/// <param name="UpTo">Every slot up to here counts as run, UTC.</param>
/// <param name="AtMs">Device time of that start; unlike the wall clock it never goes back.</param>
public sealed record RunSlot(DateTimeOffset UpTo, long AtMs);
