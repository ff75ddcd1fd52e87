namespace EdgeAgent.Core.Tasks;

/// <summary>The calendar slots that a run of cron work used up.</summary>
/// <param name="UpTo">All slots until this instant count as run, UTC.</param>
/// <param name="AtMs">Device time of the start, ms; unlike the wall clock it never goes back.</param>
public sealed record RunSlot(DateTimeOffset UpTo, long AtMs);
