namespace EdgeAgent.Link;

/// <summary>How attempts to connect are spaced.</summary>
internal sealed class ReconnectPolicy
{
    public TimeSpan Base { get; set; } = TimeSpan.FromSeconds(1);

    public TimeSpan Maximum { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Of the pauses after connections that were made and did not last.</summary>
    public TimeSpan MaximumAfterShortLife { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>After another client took the session over.</summary>
    public TimeSpan AfterTakeover { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A connection that lasted this long is no short life.</summary>
    public TimeSpan StableAfter { get; set; } = TimeSpan.FromSeconds(5);
}
