using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EdgeAgent.Web;

/// <summary>
/// Serves the dashboard's files with GET and HEAD, one request per connection. One thread blocks in accept, so an idle server causes no
/// wake-ups; each connection has its own thread. A general web server would be a large dependency for five files.
/// </summary>
internal sealed class PageServer : IDisposable
{
    /// <summary>Highest number of simultaneous connections; others wait in the kernel's queue.</summary>
    private const int MostConnections = 8;
    private const int Backlog = 16;
    private const int ChunkBytes = 16 * 1024;

    // The page itself declares the rest of its policy; these parts work only as header fields.
    private const string SafetyFields = "Content-Security-Policy: frame-ancestors 'none'\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n";

    // A slower client would block a connection for others.
    private static readonly TimeSpan LongestExchange = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);

    private readonly ManualResetEventSlim _ended = new();
    private readonly Func<Socket, Socket> _accept;
    private readonly PageOptions _options;
    private readonly PageFiles _files;
    private readonly TimeProvider _time;
    private readonly string _machine = Environment.MachineName;
    private readonly SemaphoreSlim _room = new(MostConnections);
    private readonly Lock _gate = new();
    private readonly HashSet<Socket> _open = [];
    private Socket? _listener;
    private string? _reported;

    /// <param name="accept">Takes the next connection.</param>
    public PageServer(PageOptions options, TimeProvider time, Func<Socket, Socket>? accept = null)
    {
        (_options, _time) = (options, time);
        _accept = accept ?? (listener => listener.Accept());
        _files = new PageFiles(options.Folder);
    }

    /// <summary>Raised with the reason when connections cannot be accepted or an answer failed. Called on a thread of the server, which continues.</summary>
    public event Action<string>? Faulted;

    /// <summary>The address on which it listens; null before the start.</summary>
    public IPEndPoint? EndPoint => _listener?.LocalEndPoint as IPEndPoint;

    /// <exception cref="SocketException">The address does not belong to this machine, or the port is in use or not permitted.</exception>
    public void Start()
    {
        var listener = new Socket(_options.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(_options.Address, _options.Port));
            listener.Listen(Backlog);
        }
        catch
        {
            listener.Dispose();
            throw;
        }

        _listener = listener;
        new Thread(() => Accept(listener)) { IsBackground = true, Name = "page" }.Start();
    }

    /// <summary>Ends the server and all open connections at once.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _ended.Set();
            _listener?.Dispose();
            foreach (var socket in _open) socket.Dispose();
        }
    }

    private void Accept(Socket listener)
    {
        while (!_ended.IsSet)
        {
            _room.Wait();
            if (TryBegin(listener)) continue;
            _room.Release();
            _ended.Wait(AfterFault);
        }
    }

    // When descriptors, memory or threads run out, the next connection waits in the kernel's queue and is tried again later.
    private bool TryBegin(Socket listener)
    {
        Socket? socket = null;
        try
        {
            socket = _accept(listener);
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_ended.IsSet, this);
                _open.Add(socket);
            }

            var connection = socket;
            new Thread(() => Serve(connection)) { IsBackground = true, Name = "page-request" }.Start();
            _reported = null;
            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OutOfMemoryException)
        {
            if (socket is not null) Drop(socket);
            Report(e.Message);
            return false;
        }
    }

    private void Drop(Socket socket)
    {
        lock (_gate) _open.Remove(socket);
        socket.Dispose();
    }

    // Reports a fault once until a connection succeeds again.
    private void Report(string fault)
    {
        if (_ended.IsSet || _reported == fault) return;
        _reported = fault;
        Faulted?.Invoke(fault);
    }

    private void Serve(Socket socket)
    {
        try
        {
            socket.ReceiveTimeout = socket.SendTimeout = (int)LongestStep.TotalMilliseconds;
            long start = _time.GetTimestamp();
            if (ReadHead(socket, start) is { } head) Answer(socket, PageRequest.Parse(head), start);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // The browser disconnected or is too slow.
        }
        catch (Exception e)
        {
            // A defect in one answer must not end the agent.
            Report(e.Message);
        }
        finally
        {
            Drop(socket);
            _room.Release();
        }
    }

    // Null when the client disconnects, takes too long or sends too much.
    private byte[]? ReadHead(Socket socket, long start)
    {
        byte[] buffer = new byte[PageRequest.MaxBytes];
        int length = 0;
        while (length < buffer.Length && !IsOverdue(start))
        {
            int count = socket.Receive(buffer.AsSpan(length));
            if (count == 0) return null;
            length += count;
            int end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0) return buffer[..end];
        }

        return null;
    }

    private void Answer(Socket socket, PageRequest? request, long start)
    {
        if (request is null) SendEmpty(socket, "400 Bad Request");
        else if (!request.IsForUs(_machine, _options.Hosts)) SendEmpty(socket, "421 Misdirected Request");
        else if (request.Method is not ("GET" or "HEAD")) SendEmpty(socket, "405 Method Not Allowed", "Allow: GET, HEAD\r\n");
        else if (request is { Path: "/", HasQuery: false }) SendEmpty(socket, "302 Found", $"Location: /?broker=ws://{request.HostName}:{_options.BrokerPort}\r\n");
        else
        {
            using var file = _files.Open(request.Path);
            if (file is null) SendEmpty(socket, "404 Not Found");
            else Send(socket, request, file, start);
        }
    }

    private void Send(Socket socket, PageRequest request, PageFile file, long start)
    {
        string caching = file.IsImmutable ? "public, max-age=31536000, immutable" : "no-cache";
        string fields = $"Cache-Control: {caching}\r\nETag: {file.Tag}\r\n{SafetyFields}";
        if (request.KnownTag == file.Tag)
        {
            SendHead(socket, "304 Not Modified", fields);
            return;
        }

        SendHead(socket, "200 OK", $"Content-Type: {file.Type}\r\nContent-Length: {file.Content.Length}\r\n{fields}");
        if (request.Method == "HEAD") return;
        byte[] chunk = new byte[ChunkBytes];
        int count;
        while (!IsOverdue(start) && (count = file.Content.Read(chunk)) > 0) SendAll(socket, chunk.AsSpan(0, count));
    }

    private static void SendEmpty(Socket socket, string status, string fields = "") =>
        SendHead(socket, status, $"Content-Length: 0\r\n{fields}{SafetyFields}");

    private static void SendHead(Socket socket, string status, string fields) =>
        SendAll(socket, Encoding.Latin1.GetBytes($"HTTP/1.1 {status}\r\nConnection: close\r\n{fields}\r\n"));

    private static void SendAll(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[socket.Send(bytes)..];
    }

    private bool IsOverdue(long start) => _time.GetElapsedTime(start) > LongestExchange;
}
