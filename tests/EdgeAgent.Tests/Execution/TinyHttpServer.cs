using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EdgeAgent.Tests.Execution;

/// <summary>What a client sent.</summary>
internal sealed record HttpCall(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body);

/// <summary>
/// A server on a free loopback port that answers each request with raw bytes of the test's choosing, so that broken
/// and malicious answers can be made, too. Closes the connection after each answer.
/// </summary>
internal sealed class TinyHttpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<HttpCall, NetworkStream, Task> _answer;
    private readonly Task _loop;

    /// <param name="answer">Writes the whole answer to the stream.</param>
    public TinyHttpServer(Func<HttpCall, NetworkStream, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _loop = AcceptAsync();
    }

    public List<HttpCall> Calls { get; } = [];

    public string Url(string path) => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}{path}";

    /// <summary>Status line, headers and body, as bytes.</summary>
    public static byte[] Answer(string status, string headers = "", byte[]? body = null, int? length = null) =>
    [
        .. Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length ?? body?.Length ?? 0}\r\n{headers}\r\n"),
        .. body ?? [],
    ];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                using NetworkStream stream = client.GetStream();
                try
                {
                    HttpCall call = await ReadAsync(stream);
                    Calls.Add(call);
                    await _answer(call, stream);
                }
                catch (IOException)
                {
                    // The client closed the connection, as some tests intend.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task<HttpCall> ReadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0) throw new IOException("closed");
            head.Append((char)one[0]);
        }

        string[] lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] request = lines[0].Split(' ');
        var headers = lines.Skip(1).Select(l => l.Split(": ", 2)).ToDictionary(p => p[0], p => p[1], StringComparer.OrdinalIgnoreCase);
        byte[] body = new byte[headers.TryGetValue("Content-Length", out string? length) ? int.Parse(length, null) : 0];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return new HttpCall(request[0], request[1], headers, body);
    }
}
