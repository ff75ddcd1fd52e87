namespace EdgeAgent.Fleet.Store;

/// <summary>A row of an <see cref="IFleetStore"/>.</summary>
internal readonly record struct StoredRow(string Key, byte[] Value);
