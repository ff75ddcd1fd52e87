using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Loop;

/// <content>
/// Keep-alive follows the mode. It is fixed with each connection, so another one comes with the next natural reconnect, or with a
/// deliberate one when that has paid.
/// </content>
internal sealed partial class Agent
{
    // TCP, CONNECT, birth and snapshot against a ping of two small packets: about ten; the TLS handshake as much again.
    private const double ReconnectInPings = 10;
    private const double ReconnectInPingsWithTls = 20;
    private const long BusyRetryMs = 10_000;
    private static readonly TimeSpan KeepAlivePatience = TimeSpan.FromMinutes(10);

    private TimeSpan _keepAlive;
    private bool _isKeepAliveOurs;
    private long _reconnectDueMs = long.MaxValue;

    private void ChooseKeepAlive(in Timestamp now)
    {
        if (_mode is not { } mode) return;
        var options = _parts.Options.Mqtt;
        var wanted = LinkPace.KeepAlive(mode, options.KeepAlive, options.LongestKeepAlive);
        _link.WantKeepAlive(wanted);
        // What the broker has decided it will decide again.
        var after = _isOnline && _isKeepAliveOurs
            ? LinkPace.ReconnectAfter(_keepAlive, wanted, options.Tls ? ReconnectInPingsWithTls : ReconnectInPings, KeepAlivePatience) : null;
        _reconnectDueMs = after is { } wait ? now.DeviceTimeMs + (long)wait.TotalMilliseconds : long.MaxValue;
    }

    private void KeepPace(in Timestamp now)
    {
        if (now.DeviceTimeMs < _reconnectDueMs) return;
        _reconnectDueMs = long.MaxValue;
        // The return from a sleep is a new connection anyway.
        if (_shutdown is not null || IsResting) return;
        if (!_outbox.IsQuiet || !_feed.IsQuiet)
        {
            // What is on its way would be sent twice.
            _reconnectDueMs = now.DeviceTimeMs + BusyRetryMs;
            return;
        }

        LogReconnect(_keepAlive.TotalSeconds);
        _link.Reconnect();
    }

    [LoggerMessage(LogLevel.Information, "connecting anew for another keep-alive than {KeepAlive} s")]
    private partial void LogReconnect(double keepAlive);
}
