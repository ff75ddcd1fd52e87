namespace EdgeAgent.Storage;

/// <summary>The boot record, which is committed when the store is opened and before any message is acknowledged.</summary>
/// <param name="BootId">The kernel's <c>/proc/sys/kernel/random/boot_id</c>.</param>
/// <param name="Start">Number of starts of the agent on this store, including this one.</param>
/// <param name="OffsetMs">Device time minus CLOCK_BOOTTIME, ms; with it, device time never goes back over restarts.</param>
/// <param name="Previous">How the previous run of the agent ended.</param>
/// <param name="PreviousBootId">Boot id of the previous run; null for a new store.</param>
/// <param name="LastSession">Connections since this start have higher numbers.</param>
public sealed record BootRecord(string BootId, long Start, long OffsetMs, PreviousEnd Previous, string? PreviousBootId, long LastSession);
