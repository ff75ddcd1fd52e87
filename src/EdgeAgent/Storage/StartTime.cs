using EdgeAgent.Core.Time;

namespace EdgeAgent.Storage;

/// <summary>The time at the start of the agent.</summary>
/// <param name="BootTimeMs">CLOCK_BOOTTIME, ms.</param>
/// <param name="Wall">The wall clock; together with <paramref name="Trust"/> it gives the time for which the device was off.</param>
internal readonly record struct StartTime(long BootTimeMs, DateTimeOffset Wall, ClockTrust Trust);
