namespace EdgeAgent.Fleet.Store;

/// <summary>A row as a group leaves it; no value means that it is deleted.</summary>
internal readonly record struct RowChange(string Table, string Key, byte[]? Value);
