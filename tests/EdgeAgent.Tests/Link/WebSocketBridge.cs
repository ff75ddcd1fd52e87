using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EdgeAgent.Tests.Link;

/// <summary>
/// A WebSocket server in front of a broker's TCP port, made of the framework's own WebSocket: an implementation independent of ours, on
/// the loopback only (mosquitto 2.0.11 opens its WebSocket listener to all networks). Answers come in fragments of odd sizes.
/// </summary>
internal sealed class WebSocketBridge : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _target;
    private readonly X509Certificate2? _certificate;
    private readonly string _protocol;

    public WebSocketBridge(int target, X509Certificate2? certificate = null, string protocol = "mqtt")
    {
        (_target, _certificate, _protocol) = (target, certificate, protocol);
        _listener.Start();
        _ = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;
    public string RequestLine { get; private set; } = "";

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Serve(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (OperationCanceledException)
        {
            _listener.Stop();
        }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
        {
            Stream stream = client.GetStream();
            if (_certificate is not null)
            {
                var tls = new SslStream(stream);
                await tls.AuthenticateAsServerAsync(_certificate);
                stream = tls;
            }
            await Handshake(stream);
            using var socket = WebSocket.CreateFromStream(stream, isServer: true, _protocol, TimeSpan.FromMilliseconds(20));
            using var broker = new TcpClient();
            await broker.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
            await Task.WhenAny(ToBroker(socket, broker.GetStream()), ToClient(broker.GetStream(), socket));
        }
    }

    private async Task Handshake(Stream stream)
    {
        var request = new StringBuilder();
        var one = new byte[1];
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _end.Token) == 1)
            request.Append((char)one[0]);
        var lines = request.ToString().Split("\r\n");
        RequestLine = lines[0];
        var key = lines.Single(l => l.StartsWith("Sec-WebSocket-Key: ", StringComparison.Ordinal))["Sec-WebSocket-Key: ".Length..];
#pragma warning disable CA5350 // RFC 6455, 1.3
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: {_protocol}\r\n\r\n"), _end.Token);
    }

    private async Task ToBroker(WebSocket socket, NetworkStream broker)
    {
        var buffer = new byte[1000];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), _end.Token);
            if (part.MessageType == WebSocketMessageType.Close)
                return;
            await broker.WriteAsync(buffer.AsMemory(0, part.Count), _end.Token);
        }
    }

    private async Task ToClient(NetworkStream broker, WebSocket socket)
    {
        var buffer = new byte[70_001];
        for (var frames = 0; await broker.ReadAsync(buffer, _end.Token) is > 0 and var count; frames++)
        {
            // A frame may end in the middle of a packet, be empty, or go on in a continuation.
            var half = frames % 3 == 0 ? count : count / 2;
            await socket.SendAsync(buffer.AsMemory(0, half), WebSocketMessageType.Binary, frames % 2 == 0, _end.Token);
            if (frames % 2 != 0 || half < count)
                await socket.SendAsync(buffer.AsMemory(half, count - half), WebSocketMessageType.Binary, true, _end.Token);
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }
}
