namespace EdgeAgent.Fleet.Store;

/// <summary>A row after a group; no value means that the row is deleted.</summary>
internal readonly record struct RowChange(string Table, string Key, byte[]? Value);
