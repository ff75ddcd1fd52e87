namespace EdgeAgent.Fleet.Rules;

/// <summary>"Any <see cref="K"/> of these": a task that so many devices are to do, whichever can best.</summary>
internal sealed record PoolSpec
{
    public required string Id { get; init; }

    /// <summary>The document as it was ordered; the same again is the same order.</summary>
    public string Source { get; init; } = "";

    /// <summary>The task document without its id.</summary>
    public required string Task { get; init; }

    /// <summary>How many successes are wanted, at least 1.</summary>
    public required int K { get; init; }

    public Selector Select { get; init; } = new();

    /// <summary>How long the answers to the dry run are waited for.</summary>
    public TimeSpan OfferWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>When nobody is left: how long until everybody is asked once more.</summary>
    public TimeSpan AskAgainAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What one run takes, for weighing the offers.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(10);

    public DateTimeOffset? Deadline { get; init; }
}
