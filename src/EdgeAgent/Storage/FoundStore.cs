namespace EdgeAgent.Storage;

/// <summary>What was found where the store should be.</summary>
/// <param name="Damage">What was wrong and what became of it, for people; null when all was good.</param>
/// <param name="IsOlder">The content may be older than what was published: a copy, a new store, one without its log.</param>
internal sealed record FoundStore(Sqlite Database, string? Damage, bool IsOlder);
