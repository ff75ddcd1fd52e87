namespace EdgeAgent.Link;

/// <summary>Times between attempts to connect.</summary>
internal sealed class ReconnectPolicy
{
    public TimeSpan Base { get; set; } = TimeSpan.FromSeconds(1);

    public TimeSpan Maximum { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Longest pause after a connection that did not last.</summary>
    public TimeSpan MaximumAfterShortLife { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Pause after another client took the session over.</summary>
    public TimeSpan AfterTakeover { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A connection that lasted at least this long counts as stable.</summary>
    public TimeSpan StableAfter { get; set; } = TimeSpan.FromSeconds(5);
}
