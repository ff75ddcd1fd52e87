namespace EdgeAgent.Fleet.Store;

/// <summary>Another controller drives the fleet now: nothing more may be written or said until the lease is ours again.</summary>
internal sealed class LeaseLostException(string message) : IOException(message);
