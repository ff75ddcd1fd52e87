namespace EdgeAgent.Fleet.Rules;

/// <summary>The order of a pool: a task for <see cref="K"/> of the selected devices, those that can best run it.</summary>
internal sealed record PoolSpec
{
    public required string Id { get; init; }

    /// <summary>The document as it was received; the same document again is the same order.</summary>
    public string Source { get; init; } = "";

    /// <summary>The task document without its id.</summary>
    public required string Task { get; init; }

    /// <summary>How many successes are wanted, at least 1.</summary>
    public required int K { get; init; }

    public Selector Select { get; init; } = new();

    /// <summary>Waiting time for the answers to the dry run.</summary>
    public TimeSpan OfferWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>When no candidate is left: time from the last question until candidates are asked again.</summary>
    public TimeSpan AskAgainAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Duration of one run, for the costs of the offers.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(10);

    public DateTimeOffset? Deadline { get; init; }
}
