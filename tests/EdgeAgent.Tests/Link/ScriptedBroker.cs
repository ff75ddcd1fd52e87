using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.Tests.Link;

/// <summary>A listener on the loopback whose connections the test reads and writes packet by packet.</summary>
internal sealed class ScriptedBroker : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private NetworkStream? _stream;

    public ScriptedBroker() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Takes the next connection, in place of the last.</summary>
    public async Task Accept()
    {
        _stream?.Dispose();
        _stream = new NetworkStream(await _listener.AcceptSocketAsync().WaitAsync(Patience), ownsSocket: true);
    }

    /// <summary>Takes the next connection and its CONNECT, and answers. The CONNECT.</summary>
    public async Task<byte[]> Connect(bool v5 = true, bool sessionPresent = false, byte code = 0, params byte[][] properties)
    {
        await Accept();
        byte[] connect = await Receive();
        Assert.Equal(0x10, connect[0]);
        await Send(Wire.Connack(v5, sessionPresent, code, properties));
        return connect;
    }

    public Task Send(params byte[][] packets) => _stream!.WriteAsync(packets.SelectMany(p => p).ToArray()).AsTask();

    /// <summary>The client's next packet; empty when it closed.</summary>
    public async Task<byte[]> Receive()
    {
        var bytes = new List<byte>();
        byte[] one = new byte[1];
        while (!Wire.IsWhole(bytes))
        {
            if (await ReadOne(one) == 0) return [];
            bytes.Add(one[0]);
        }

        return [.. bytes];
    }

    /// <summary>Skips packets until one of this type, such as 3 for PUBLISH.</summary>
    public async Task<byte[]> ReceiveType(int type)
    {
        while (true)
        {
            byte[] packet = await Receive();
            if (packet.Length == 0) throw new InvalidOperationException($"closed while type {type} was awaited");
            if (packet[0] >> 4 == type) return packet;
        }
    }

    public void Hangup() => _stream!.Dispose();

    public void Dispose()
    {
        _stream?.Dispose();
        _listener.Stop();
    }

    private async Task<int> ReadOne(byte[] one)
    {
        try
        {
            return await _stream!.ReadAsync(one).AsTask().WaitAsync(Patience);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
