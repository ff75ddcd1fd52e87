namespace EdgeAgent.Storage;

/// <summary>What was committed when the store was opened, before anything was acknowledged to anybody.</summary>
/// <param name="BootId">This kernel's <c>/proc/sys/kernel/random/boot_id</c>.</param>
/// <param name="Start">Starts of the agent on this store, this one included.</param>
/// <param name="OffsetMs">To be added to CLOCK_BOOTTIME to get device time that never goes back over restarts.</param>
/// <param name="PreviousBootId">Null for a new store.</param>
/// <param name="LastSession">Connections of this life are numbered above this.</param>
public sealed record BootRecord(string BootId, long Start, long OffsetMs, PreviousEnd Previous, string? PreviousBootId, long LastSession);
