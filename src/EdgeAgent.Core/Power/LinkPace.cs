using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Power;

/// <summary>The keep-alive of a mode, and when a changed one is worth a new connection.</summary>
public static class LinkPace
{
    /// <summary>The keep-alive to ask the broker for; zero (never ping) stays zero.</summary>
    public static TimeSpan KeepAlive(OperatingMode mode, TimeSpan usual, TimeSpan longest)
    {
        var stretched = usual * PaceFactors.KeepAlive(mode);
        return Order.Min(stretched, longest);
    }

    /// <summary>
    /// For how long another keep-alive must have been wanted before a connection is made anew for it; null when never. A longer one: until the
    /// pings too many have cost what the reconnect will - as with rented skis, that is never more than twice the best possible, however long
    /// the mode lasts. A shorter one: it saves nothing, so any natural reconnect within <paramref name="patience"/> goes first.
    /// </summary>
    /// <param name="inForce">Zero: never ping.</param>
    /// <param name="reconnectInPings">What a reconnect costs, in pings.</param>
    public static TimeSpan? ReconnectAfter(TimeSpan inForce, TimeSpan wanted, double reconnectInPings, TimeSpan patience)
    {
        if (inForce == wanted) return null;
        if (inForce == TimeSpan.Zero || (wanted != TimeSpan.Zero && wanted < inForce)) return patience;
        double saved = 1 / inForce.TotalSeconds - (wanted == TimeSpan.Zero ? 0 : 1 / wanted.TotalSeconds);
        return TimeSpan.FromSeconds(reconnectInPings / saved);
    }
}
