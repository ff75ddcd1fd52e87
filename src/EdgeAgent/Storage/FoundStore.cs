namespace EdgeAgent.Storage;

/// <summary>The opened store and its condition.</summary>
/// <param name="Damage">What was wrong and what was done about it, for people; null when nothing was wrong.</param>
/// <param name="IsOlder">The content may be older than what was published, because it is a copy, a new store, or a store whose log is missing.</param>
internal sealed record FoundStore(Sqlite Database, string? Damage, bool IsOlder);
