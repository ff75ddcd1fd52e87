namespace EdgeAgent.Fleet.Store;

/// <summary>Another controller drives the fleet now: this one must not write or publish until it holds the lease again.</summary>
internal sealed class LeaseLostException(string message) : IOException(message);
