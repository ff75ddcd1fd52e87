using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EdgeAgent.Options;

namespace EdgeAgent.Link.Tool;

/// <summary>
/// A broker that sends damaged, forbidden and oversized packets to one session, one sequence a connection, and is sound in between. The session
/// must come back each time within 20 s.
/// </summary>
internal sealed class HostileBroker : IDisposable
{
    private const int SoundEvery = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly HostilePackets _packets;
    private readonly BrokerSession _session;
    private volatile bool _isBusy;
    private readonly List<InboundBatch> _held = [];

    public HostileBroker(int seed)
    {
        _listener.Start();
        _packets = new HostilePackets(seed);
        _session = new BrokerSession(new SessionOptions
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
            Protocol = ProtocolChoice.V5,
            ClientId = "victim",
            CleanStart = false,
            SessionExpirySeconds = 3600,
            Filters = [Messages.Filter("t")],
            Reconnect =
            {
                Base = TimeSpan.FromMilliseconds(1), Maximum = TimeSpan.FromMilliseconds(1), MaximumAfterShortLife = TimeSpan.FromMilliseconds(1),
                AfterTakeover = TimeSpan.FromMilliseconds(1),
            },
            OnReceived = Received,
        });
        _session.Start();
    }

    /// <summary>Sends so many sequences, each on its own connection. Returns how many sound connections between them worked.</summary>
    /// <exception cref="TimeoutException">The session does not come back.</exception>
    public int Run(int count)
    {
        int served = 0;
        for (int i = 0; i < count; i++)
        {
            if (i % SoundEvery == 0)
            {
                Serve();
                served++;
            }

            Attack(_packets.Sequence());
        }

        Serve();
        return served + 1;
    }

    /// <summary>How much memory a header that claims 256 MB takes, MB.</summary>
    public double Claim256Mb()
    {
        double before = MemoryFigures.Now().ResidentMb;
        using var socket = Accept();
        socket.Send([.. HostilePackets.Connack, 0x30, 0xFF, 0xFF, 0xFF, 0x7F, 0, 1, (byte)'t', 0]);
        byte[] chunk = new byte[64 * 1024];
        for (int i = 0; i < 100; i++) socket.Send(chunk);
        return MemoryFigures.Now().ResidentMb - before;
    }

    /// <summary>How much memory a flood of messages takes while the receiver is busy, MB.</summary>
    public double Flood(TimeSpan length)
    {
        double before = MemoryFigures.Now().ResidentMb;
        _isBusy = true;
        using (var socket = Accept())
        {
            socket.SendTimeout = 200;
            socket.Send(HostilePackets.Connack);
            byte[] messages = [.. Enumerable.Repeat(HostilePackets.Publish(new byte[200], 0, 0), 100).SelectMany(p => p)];
            var watch = Stopwatch.StartNew();
            while (watch.Elapsed < length) TrySend(socket, messages);
            double grown = MemoryFigures.Now().ResidentMb - before;
            _isBusy = false;
            Release();
            return grown;
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _listener.Dispose();
    }

    private void Received(InboundBatch batch)
    {
        if (!_isBusy)
        {
            batch.Acknowledge();
            return;
        }

        lock (_held) _held.Add(batch);
    }

    private void Release()
    {
        lock (_held)
        {
            foreach (var batch in _held) batch.Acknowledge();
            _held.Clear();
        }
    }

    private void Attack(byte[] sequence)
    {
        using var socket = Accept();
        TrySend(socket, sequence);
        TrySend(socket, _packets.Sequence());
        Linger(socket);
    }

    /// <summary>A sound connection: a message is acknowledged.</summary>
    private void Serve()
    {
        using var socket = Accept();
        socket.Send([.. HostilePackets.Connack, .. HostilePackets.Publish([1], 1, 77)]);
        byte[] wanted = [0x40, 0x02, 0x00, 0x4D];
        var heard = new List<byte>();
        byte[] buffer = new byte[1024];
        while (!Contains(heard, wanted))
        {
            int count = socket.Receive(buffer);
            if (count == 0) throw new InvalidOperationException("the session closed a sound connection");
            heard.AddRange(buffer.AsSpan(0, count));
        }
    }

    private static bool Contains(List<byte> heard, byte[] wanted)
    {
        for (int i = 0; i + wanted.Length <= heard.Count; i++)
        {
            if (heard.Slice(i, wanted.Length).SequenceEqual(wanted)) return true;
        }

        return false;
    }

    /// <summary>The connection that the session lives on, its CONNECT taken.</summary>
    private Socket Accept()
    {
        while (true)
        {
            if (!_listener.Server.Poll(Patience, SelectMode.SelectRead)) throw new TimeoutException("the session does not come back");
            var socket = _listener.AcceptSocket();
            socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
            if (socket.Receive(new byte[1024]) > 0 && !IsGivenUp(socket)) return socket;
            socket.Dispose();
        }
    }

    // While this broker waited for the others, the session may have found that nobody answers its CONNECT, and made another connection.
    private static bool IsGivenUp(Socket socket) => socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;

    // Depending on the sequence, the session closes or waits for more; in both cases the process must survive.
    private static void Linger(Socket socket)
    {
        socket.ReceiveTimeout = 2;
        try
        {
            byte[] buffer = new byte[1024];
            while (socket.Receive(buffer) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Nothing more came, or the session reset the connection.
        }
    }

    private static void TrySend(Socket socket, byte[] bytes)
    {
        try
        {
            socket.Send(bytes);
        }
        catch (SocketException)
        {
            // The session has closed already, or takes no more for now.
        }
    }
}
