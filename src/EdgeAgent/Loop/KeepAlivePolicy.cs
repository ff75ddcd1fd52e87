using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;
using EdgeAgent.Options;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Loop;

/// <summary>
/// The keep-alive follows the operating mode. MQTT fixes it for each connection, so a new value takes effect with the next reconnect, or with a
/// deliberate one as soon as the saved pings outweigh its cost.
/// </summary>
internal sealed class KeepAlivePolicy(IBrokerLink link, MqttOptions options, ILogger log)
{
    // Cost of a reconnect (TCP, CONNECT, birth message, snapshot) compared with a ping of two small packets; TLS doubles it.
    private const double ReconnectInPings = 10;
    private const double ReconnectInPingsWithTls = 20;
    private const long BusyRetryMs = 10_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // Null without a connection, and when the broker overrides the keep-alive: it would override it again.
    private TimeSpan? _changeable;

    /// <summary>Device time of the next deliberate reconnect; <see cref="long.MaxValue"/> for none.</summary>
    public long DueMs { get; private set; } = long.MaxValue;

    /// <param name="mode">The operating mode; null before the first sample.</param>
    public void Connected(LinkFacts facts, OperatingMode? mode, in Timestamp now)
    {
        if (facts.KeepAlive == facts.Asked) _changeable = facts.KeepAlive;
        else _changeable = null;
        if (mode is { } known) Choose(known, now);
    }

    public void Disconnected()
    {
        _changeable = null;
        DueMs = long.MaxValue;
    }

    /// <summary>Requests the mode's keep-alive for the next connection, and decides when a deliberate reconnect pays.</summary>
    public void Choose(OperatingMode mode, in Timestamp now)
    {
        var wanted = LinkPace.KeepAlive(mode, options.KeepAlive, options.LongestKeepAlive);
        link.WantKeepAlive(wanted);
        DueMs = long.MaxValue;
        if (_changeable is not { } present) return;
        double cost = options.Tls ? ReconnectInPingsWithTls : ReconnectInPings;
        if (LinkPace.ReconnectAfter(present, wanted, cost, Patience) is { } wait) DueMs = now.DeviceTimeMs + (long)wait.TotalMilliseconds;
    }

    /// <param name="isLeaving">The agent shuts down or the device goes to sleep, so there will be a new connection anyway.</param>
    /// <param name="isQuiet">Nothing is in flight; a message in flight would be sent twice.</param>
    public void Advance(bool isLeaving, bool isQuiet, in Timestamp now)
    {
        if (now.DeviceTimeMs < DueMs) return;
        DueMs = long.MaxValue;
        if (isLeaving) return;
        if (!isQuiet)
        {
            DueMs = now.DeviceTimeMs + BusyRetryMs;
            return;
        }

        log.ReconnectForKeepAlive(_changeable?.TotalSeconds ?? 0);
        link.Reconnect();
    }
}
