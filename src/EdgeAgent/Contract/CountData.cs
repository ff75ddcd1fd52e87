namespace EdgeAgent.Contract;

/// <summary><c>data</c> of verbs that act on several tasks.</summary>
public sealed record CountData
{
    public required int Count { get; init; }
    public IReadOnlyList<string> Ids { get; init; } = [];
}
