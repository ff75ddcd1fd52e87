using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Power;

/// <summary>The MQTT keep-alive of an operating mode, and when a reconnect to change it pays off.</summary>
public static class LinkPace
{
    /// <summary>The keep-alive to request from the broker, at most <paramref name="longest"/>; zero (no pings) stays zero.</summary>
    public static TimeSpan KeepAlive(OperatingMode mode, TimeSpan usual, TimeSpan longest)
    {
        var stretched = usual * PaceFactors.KeepAlive(mode);
        return Order.Min(stretched, longest);
    }

    /// <summary>
    /// How long another keep-alive must be wanted before the agent reconnects for it; null when it never does. For a longer keep-alive: until
    /// the unnecessary pings have cost as much as the reconnect. This is the ski rental rule; its cost is at most twice the optimum, however
    /// long the mode lasts. For a shorter one, which saves nothing: <paramref name="patience"/>, so that a reconnect for another reason can come first.
    /// </summary>
    /// <param name="inForce">Keep-alive of the present connection; zero: no pings.</param>
    /// <param name="reconnectInPings">Cost of a reconnect as a number of pings.</param>
    public static TimeSpan? ReconnectAfter(TimeSpan inForce, TimeSpan wanted, double reconnectInPings, TimeSpan patience)
    {
        if (inForce == wanted) return null;
        if (inForce == TimeSpan.Zero || (wanted != TimeSpan.Zero && wanted < inForce)) return patience;
        double saved = 1 / inForce.TotalSeconds - (wanted == TimeSpan.Zero ? 0 : 1 / wanted.TotalSeconds);
        return TimeSpan.FromSeconds(reconnectInPings / saved);
    }
}
