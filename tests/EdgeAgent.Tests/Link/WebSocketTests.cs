using EdgeAgent.Link;
using EdgeAgent.Link.Tool;
using EdgeAgent.Options;

namespace EdgeAgent.Tests.Link;

public sealed class WebSocketTests
{
    private static async Task RoundTrips(Device device)
    {
        await device.Connected();
        await device.Subscribed();
        foreach (var length in new[] { 0, 1, 100, 125, 126, 4_000, 65_535, 65_536, 150_000 })
        {
            await device.Session.PublishAsync(Messages.Text("t", new string('x', length))).WaitAsync(Device.Patience);
            Assert.Equal(length, (await device.Text()).Length);
        }
        Assert.True(device.Stop());
    }

    [Fact]
    public async Task Messages_of_every_frame_size_pass()
    {
        using var broker = new Mosquitto();
        using var bridge = new WebSocketBridge(broker.Port);
        using var device = new Device(bridge.Port, ProtocolChoice.V5, ["t"], o => o.WebSocketPath = "/mqtt");
        await RoundTrips(device);
        Assert.Equal("GET /mqtt HTTP/1.1", bridge.RequestLine);
    }

    [Fact]
    public async Task Secure_web_sockets_check_the_certificate_like_tls()
    {
        using var pki = new Pki();
        using var server = pki.Issue("broker", ["127.0.0.1"]);
        using var broker = new Mosquitto();
        using var bridge = new WebSocketBridge(broker.Port, server);
        using var device = new Device(bridge.Port, ProtocolChoice.V311, ["t"], o =>
        {
            o.WebSocketPath = "/";
            o.Tls = pki.Trust();
        });
        await RoundTrips(device);
        using var stranger = new Device(bridge.Port, ProtocolChoice.V311, ["t"], o =>
        {
            o.WebSocketPath = "/";
            o.Tls = new TlsSettings();
        });
        Assert.Contains("unknown issuer", (await stranger.Disconnected()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_subprotocol_is_refused()
    {
        using var broker = new Mosquitto();
        using var bridge = new WebSocketBridge(broker.Port, protocol: "chat");
        using var device = new Device(bridge.Port, ProtocolChoice.V5, ["t"], o => o.WebSocketPath = "/mqtt");
        Assert.Contains("protocol", (await device.Disconnected()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_without_web_socket_is_recognised()
    {
        using var broker = new Mosquitto();
        using var device = new Device(broker.Port, ProtocolChoice.V5, ["t"], o => o.WebSocketPath = "/mqtt");
        var info = await device.Disconnected();
        Assert.Equal(LossCause.TransportFailed, info.Cause);
        Assert.Contains("handshake", info.Reason, StringComparison.Ordinal);
    }
}
