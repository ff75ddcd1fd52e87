using System.Security.Cryptography;
using System.Text;

namespace EdgeAgent.Mqtt.Connection;

/// <summary>The HTTP exchange that opens a WebSocket (RFC 6455, 4.1), with the subprotocol "mqtt" [MQTT-6.0.0-3].</summary>
internal static class WebSocketHandshake
{
    private const int LongestAnswer = 16 * 1024;

    public static void Perform(Stream stream, string host, int port, string path)
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var name = host.Contains(':') ? $"[{host}]" : host;
        stream.Write(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: {name}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n" +
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n"));
        stream.Flush();
        Check(ReadAnswer(stream), key);
    }

    /// <summary>Byte by byte: what follows the blank line is MQTT already.</summary>
    private static string ReadAnswer(Stream stream)
    {
        var answer = new StringBuilder();
        while (answer.Length < LongestAnswer)
        {
            var b = stream.ReadByte();
            if (b < 0)
                throw new IOException("the server closed during the WebSocket handshake");
            answer.Append((char)b);
            if (b == '\n' && answer.Length >= 4 && answer[^2] == '\r' && answer[^3] == '\n' && answer[^4] == '\r')
                return answer.ToString();
        }
        throw new IOException("the answer to the WebSocket handshake does not end");
    }

    private static void Check(string answer, string key)
    {
        var lines = answer.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        if (!lines[0].StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
            throw new IOException($"no WebSocket at this path: the server answers '{lines[0]}'");
        // SHA-1 and this GUID are what RFC 6455, 1.3 prescribes; nothing secret rests on them.
#pragma warning disable CA5350
        var expected = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        if (Header(lines, "Sec-WebSocket-Accept") != expected)
            throw new IOException("the server's Sec-WebSocket-Accept is wrong");
        if (Header(lines, "Sec-WebSocket-Protocol") != "mqtt")
            throw new IOException("the server does not speak the WebSocket subprotocol mqtt");
    }

    private static string? Header(string[] lines, string name)
    {
        var line = Array.Find(lines, l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));
        return line?[(name.Length + 1)..].Trim();
    }
}
