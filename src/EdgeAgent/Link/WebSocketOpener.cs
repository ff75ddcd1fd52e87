using System.Net.WebSockets;

namespace EdgeAgent.Link;

/// <summary>MQTT in WebSocket frames (MQTT 5, 6), with the framework's client on a connection that is open already.</summary>
internal static class WebSocketOpener
{
    /// <exception cref="WebSocketException">The server does not switch to MQTT over WebSocket.</exception>
    public static WebSocketStream Open(Stream transport, BrokerEndpoint endpoint)
    {
        using var handler = new SocketsHttpHandler { ConnectCallback = (_, _) => ValueTask.FromResult(transport), UseProxy = false };
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        var client = new ClientWebSocket();
        client.Options.AddSubProtocol("mqtt"); // [MQTT-6.0.0-3]
        // Only MQTT's own keep-alive is used: the framework's would wake an idle device every 30 s.
        client.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        string host = endpoint.Host.Contains(':', StringComparison.Ordinal) ? $"[{endpoint.Host}]" : endpoint.Host;
        client.ConnectAsync(new Uri($"ws://{host}:{endpoint.Port}{endpoint.WebSocketPath}"), invoker, CancellationToken.None).GetAwaiter().GetResult();
        return WebSocketStream.Create(client, WebSocketMessageType.Binary, ownsWebSocket: true);
    }
}
