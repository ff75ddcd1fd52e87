namespace EdgeAgent.Link;

/// <summary>Facts about an established connection.</summary>
public sealed record LinkFacts(long Session, string Protocol, bool SessionPresent, TimeSpan KeepAlive)
{
    /// <summary>The keep-alive that was asked for; another one in force is the broker's decision.</summary>
    public TimeSpan Asked { get; init; } = KeepAlive;

    /// <summary>Largest packet that the broker accepts, bytes.</summary>
    public long LargestPacket { get; init; } = long.MaxValue;
}
