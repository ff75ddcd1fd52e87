using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Channel;

namespace EdgeAgent.Link;

/// <summary>
/// The transport under MQTTnet: TCP, TLS or WebSocket, with a thread that opens and reads it. This thread blocks in the kernel and
/// runs the library's receive loop, so that an idle connection wakes no thread pool. It reads only when the library asks, so
/// that the broker pauses when the receiver does.
/// </summary>
internal sealed class BrokerChannel : IMqttChannel
{
    // The broker closes after DISCONNECT [MQTT-3.14.4-3]. Its close proves that it has the DISCONNECT and publishes no will.
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(2);
    private const int KeptOutputBytes = 64 * 1024;
    private const string NotMqttHint = "; it may be that this port speaks TLS, or no MQTT";

    private readonly BrokerEndpoint _endpoint;
    private readonly PacketBounds _bounds;
    private readonly Lock _writing = new();
    private readonly object _gate = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ArrayBufferWriter<byte> _output = new(512);
    private int _corked;
    private Socket? _socket;
    private Stream? _stream;
    private ReadRequest? _request;
    private Exception? _failure;
    private string _stage = "connecting to";
    private bool _isClosed;
    private bool _isEndedByPeer;
    private bool _isFarewellSaid;
    private long _heardBytes;

    public BrokerChannel(BrokerEndpoint endpoint)
    {
        _endpoint = endpoint;
        _bounds = new PacketBounds(endpoint.LargestPacket);
    }

    /// <summary>When the broker's certificate expires; null without TLS.</summary>
    public DateTimeOffset? ServerCertificateEnds { get; private set; }

    /// <summary>The transport was open once.</summary>
    public bool IsOpened => _opened.Task.IsCompletedSuccessfully;

    /// <summary>Bytes received so far.</summary>
    public long HeardBytes => Interlocked.Read(ref _heardBytes);

    /// <summary>Text for an operator about the protocol of the other side, when its first bytes are not MQTT; null otherwise.</summary>
    public string? Foreign { get; private set; }

    /// <summary>The first failure of the transport; null for none, also after an orderly close.</summary>
    public Exception? Failure
    {
        get
        {
            lock (_gate) return _failure;
        }
    }

    /// <summary>The other side closed or reset the connection; neither the agent nor a time-out ended it.</summary>
    public bool IsEndedByPeer
    {
        get
        {
            lock (_gate) return _isEndedByPeer;
        }
    }

    /// <summary>Why it ended or failed, for an operator.</summary>
    public string EndReason
    {
        get
        {
            if (Foreign is { } foreign) return $"{_endpoint}: {foreign}";
            lock (_gate)
            {
                if (_failure is null) return $"{_endpoint} closed the connection{PlainEndHint()}";
                return FailureText.Describe(_failure, _endpoint, _stage) + SilentEndHint();
            }
        }
    }

    // A broker that closes before it has read CONNECT resets the connection, and the reset may arrive before its TLS alert.
    private string SilentEndHint()
    {
        if (_stream is null || HeardBytes > 0 || _failure?.GetBaseException() is not SocketException) return "";
        return _endpoint.Tls switch
        {
            null => NotMqttHint,
            { ClientCertificate: null } => "; perhaps the broker requires a client certificate and none was sent",
            _ => "",
        };
    }

    // A TLS server that receives plain text may close without an alert.
    private string PlainEndHint()
    {
        if (HeardBytes == 0 && _endpoint.Tls is null) return $" without a word{NotMqttHint}";
        return "";
    }

    public X509Certificate2? ClientCertificate => null;

    public EndPoint? RemoteEndPoint => null;

    public EndPoint? LocalEndPoint => null;

    public bool IsSecureConnection => _endpoint.Tls is not null;

    public Task ConnectAsync(CancellationToken cancellationToken)
    {
        new Thread(Run) { IsBackground = true, Name = "mqtt-read" }.Start();
        return _opened.Task;
    }

    /// <summary>After the next DISCONNECT the broker closes the connection; the agent waits two seconds for that.</summary>
    public void SayFarewell() => _isFarewellSaid = true;

    public async Task DisconnectAsync(CancellationToken cancellationToken)
    {
        if (_isFarewellSaid && !IsEndedByPeer) await Task.WhenAny(_ended.Task, Task.Delay(FarewellPatience, TimeProvider.System, cancellationToken)).ConfigureAwait(false);
        Close();
    }

    public Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_isClosed) return Task.FromResult(0);
            try
            {
                if (_bounds.Pass(buffer.AsSpan(offset, count)) is > 0 and int passed) return Task.FromResult(passed);
            }
            catch (Exception e)
            {
                return Task.FromException<int>(e);
            }

            _request = new ReadRequest(buffer.AsMemory(offset, count));
            Monitor.Pulse(_gate);
            return _request.Task;
        }
    }

    /// <summary>Writes on the calling thread, which blocks for at most 30 s when the other side does not read.</summary>
    /// <exception cref="IOException">The connection is gone.</exception>
    public Task WriteAsync(ReadOnlySequence<byte> buffer, bool isEndOfPacket, CancellationToken cancellationToken)
    {
        lock (_writing)
        {
            foreach (var part in buffer) _output.Write(part.Span);
            if (isEndOfPacket && (_corked == 0 || _output.WrittenCount > KeptOutputBytes)) Flush();
        }

        return Task.CompletedTask;
    }

    /// <summary>Collects packets until <see cref="Uncork"/>, so that many acknowledgements are one write.</summary>
    public void Cork()
    {
        lock (_writing) _corked++;
    }

    public void Uncork()
    {
        lock (_writing)
        {
            if (--_corked > 0 || _output.WrittenCount == 0) return;
            try
            {
                Flush();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
            {
                // Closing makes sure that the reading side sees the end too, after the last bytes of the broker.
                Close();
            }
        }
    }

    /// <summary>Closes the transport and ends every call that blocks in it. May be called from any thread.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_isClosed) return;
            _isClosed = true;
            Shutdown();
            Monitor.PulseAll(_gate);
        }

        TakeRequest()?.Complete(0);
        _opened.TrySetException(new IOException("the attempt was ended"));
    }

    public void Dispose() => Close();

    private void Flush()
    {
        var stream = _stream ?? throw new IOException("not connected");
        try
        {
            stream.Write(_output.WrittenSpan);
            stream.Flush();
        }
        catch (Exception e)
        {
            Failed(e);
            throw;
        }
        finally
        {
            if (_output.Capacity > KeptOutputBytes) _output = new ArrayBufferWriter<byte>(512);
            else _output.ResetWrittenCount();
        }
    }

    private void Run()
    {
        try
        {
            Open();
            _opened.TrySetResult();
            while (NextRequest() is { } request) Serve(request);
        }
        catch (Exception e)
        {
            Failed(e);
            _opened.TrySetException(e);
        }
        finally
        {
            Close();
            lock (_gate) _stream?.Dispose();
            _ended.TrySetResult();
        }
    }

    private void Open()
    {
        var socket = SocketOpener.Open(_endpoint.Host, _endpoint.Port, _endpoint.ConnectTimeout, _endpoint.KeepAlive, Use);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (_endpoint.Tls is { } tls)
        {
            Enter("TLS handshake with");
            var secured = TlsOpener.Open(stream, tls, _endpoint.Host);
            ServerCertificateEnds = Ends(secured);
            stream = secured;
        }

        if (_endpoint.WebSocketPath is not null)
        {
            Enter("WebSocket handshake with");
            stream = WebSocketOpener.Open(stream, _endpoint);
        }

        Enter("connection to");
        lock (_gate) _stream = stream;
    }

    private static DateTimeOffset? Ends(SslStream stream)
    {
        if (stream.RemoteCertificate is X509Certificate2 certificate) return new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        return null;
    }

    private void Enter(string stage)
    {
        lock (_gate) _stage = stage;
    }

    private bool Use(Socket socket)
    {
        lock (_gate)
        {
            _socket = socket;
            return !_isClosed;
        }
    }

    private ReadRequest? NextRequest()
    {
        lock (_gate)
        {
            while (_request is null && !_isClosed) Monitor.Wait(_gate);
            if (_isClosed) return null;
            return _request;
        }
    }

    private ReadRequest? TakeRequest()
    {
        lock (_gate)
        {
            var request = _request;
            _request = null;
            return request;
        }
    }

    private void Serve(ReadRequest request)
    {
        try
        {
            int passed;
            while ((passed = _bounds.Pass(request.Target.Span)) == 0)
            {
                int count = _stream!.Read(_bounds.Space.Span);
                if (count == 0)
                {
                    PeerClosed();
                    return;
                }

                bool isFirst = Interlocked.Add(ref _heardBytes, count) == count;
                if (isFirst) Foreign = ForeignProtocol.Describe(_bounds.Space.Span[..count]);
                _bounds.Received(count);
            }

            TakeRequest()?.Complete(passed);
        }
        catch (Exception e)
        {
            Failed(e);
            TakeRequest()?.Fail(e);
            Close();
        }
    }

    private void PeerClosed()
    {
        lock (_gate) _isEndedByPeer = !_isClosed;
        Close();
    }

    private void Failed(Exception e)
    {
        lock (_gate)
        {
            if (_failure is not null || _isClosed) return;
            _failure = e;
            // A TLS or WebSocket stream that ends without its closing message throws an exception without a socket error.
            _isEndedByPeer = e.GetBaseException() is IOException or SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown };
        }
    }

    private void Shutdown()
    {
        if (_socket is not { } socket) return;
        try
        {
            if (socket.Connected) socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The peer has closed already; only our side is left to close.
        }

        socket.Dispose();
    }

    /// <summary>One read that the library awaits. The library continues on the thread that completes the read.</summary>
    private sealed class ReadRequest(Memory<byte> target)
    {
        private readonly TaskCompletionSource<int> _source = new();

        public Memory<byte> Target { get; } = target;

        public Task<int> Task => _source.Task;

        public void Complete(int count) => _source.TrySetResult(count);

        public void Fail(Exception e) => _source.TrySetException(e);
    }
}
