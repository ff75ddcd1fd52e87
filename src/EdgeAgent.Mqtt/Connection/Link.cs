using System.Net.Sockets;

namespace EdgeAgent.Mqtt.Connection;

/// <summary>
/// One attempt and the connection that comes of it, with the thread that opens and reads it. The session thread asks
/// what has happened after each signal.
/// </summary>
internal sealed class Link
{
    private readonly MqttClientOptions _options;
    private readonly MqttConnectSettings _settings;
    private readonly Action _signal;
    private readonly Lock _gate = new();
    private Socket? _socket;
    private Stream? _stream;
    private Exception? _failure;
    private string _stage = "connecting to";
    private bool _isOpen;
    private bool _isOpenTold;
    private bool _hasEnded;
    private bool _isClosed;
    private bool _hasHeard;

    public Link(MqttClientOptions options, MqttConnectSettings settings, Action signal)
    {
        _options = options;
        _settings = settings;
        _signal = signal;
        new Thread(Run) { IsBackground = true, Name = "mqtt-read" }.Start();
    }

    public ReceiveBuffer Received { get; } = new();

    /// <summary>Why it ended, for an operator; null while it has not.</summary>
    public string? EndReason
    {
        get
        {
            lock (_gate)
                return !_hasEnded ? null : _failure is null
                    ? $"{Endpoint} closed the connection"
                    : FailureText.Describe(_failure, _settings.Host, Endpoint, _stage) + SilentEndHint();
        }
    }

    public Exception? Failure { get { lock (_gate) return _failure; } }

    // A broker that closes while our CONNECT lies unread resets the connection, and the reset may overtake its TLS alert.
    private string SilentEndHint() =>
        _isOpen && !_hasHeard && _failure?.GetBaseException() is SocketException && _options.Tls is { ClientCertificate: null }
            ? "; it may be that the broker wants a client certificate and none was shown"
            : "";

    private string Endpoint => $"{_settings.Host}:{_settings.Port}";

    /// <summary>True once, after the transport was opened.</summary>
    public bool TakeOpened()
    {
        lock (_gate)
        {
            if (!_isOpen || _isOpenTold)
                return false;
            return _isOpenTold = true;
        }
    }

    /// <exception cref="IOException">The connection is gone, or the peer takes nothing for 30 s.</exception>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        Stream? stream;
        lock (_gate)
            stream = _isOpen ? _stream : null;
        if (stream is null)
            throw new IOException("not connected");
        try
        {
            stream.Write(bytes);
            stream.Flush();
        }
        catch (Exception e)
        {
            lock (_gate)
                _failure ??= e;
            throw;
        }
    }

    /// <summary>Ends everything that blocks in it. Any thread.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_isClosed)
                return;
            _isClosed = true;
            Shutdown();
        }
        Received.Close();
    }

    private void Shutdown()
    {
        if (_socket is not { } socket)
            return;
        try
        {
            if (socket.Connected)
                socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The peer was faster; closing is all that is left.
        }
        socket.Dispose();
    }

    private void Run()
    {
        try
        {
            Open();
            Read();
            Ended(null);
        }
        catch (Exception e)
        {
            Ended(e);
        }
        _signal();
    }

    private void Open()
    {
        var socket = SocketOpener.Open(_settings.Host, _settings.Port, _options.ConnectTimeout, _settings.KeepAlive, Use);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (_options.Tls is { } tls)
        {
            Enter("TLS handshake with");
            stream = TlsOpener.Open(stream, tls, _settings.Host);
        }
        if (_options.WebSocketPath is { } path)
        {
            Enter("WebSocket handshake with");
            stream = WebSocketStream.Open(stream, _settings.Host, _settings.Port, path);
        }
        Enter("connection to");
        lock (_gate)
        {
            _stream = stream;
            _isOpen = !_isClosed;
        }
        _signal();
    }

    private void Enter(string stage)
    {
        lock (_gate)
            _stage = stage;
    }

    private bool Use(Socket socket)
    {
        lock (_gate)
        {
            _socket = socket;
            return !_isClosed;
        }
    }

    private void Read()
    {
        while (Received.GetSpace() is { Length: > 0 } space)
        {
            var count = _stream!.Read(space.Span);
            if (count == 0)
                return;
            _hasHeard = true;
            Received.Commit(count);
            _signal();
        }
    }

    private void Ended(Exception? failure)
    {
        lock (_gate)
        {
            _hasEnded = true;
            _failure ??= failure;
            _isClosed = true;
            _stream?.Dispose();
            _socket?.Dispose();
        }
    }
}
