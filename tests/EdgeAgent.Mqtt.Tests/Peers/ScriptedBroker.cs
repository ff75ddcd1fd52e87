using System.Net;
using System.Net.Sockets;
using EdgeAgent.Mqtt.Packets;

namespace EdgeAgent.Mqtt.Tests.Peers;

/// <summary>A listener on the loopback whose connections the test reads and writes packet by packet.</summary>
internal sealed class ScriptedBroker : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
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

    public Task Send(params byte[][] packets) => _stream!.WriteAsync(packets.SelectMany(p => p).ToArray()).AsTask();

    /// <summary>The client's next packet; empty when it closed.</summary>
    public async Task<byte[]> Receive()
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (Frame.Read([.. bytes], out var frame) != FrameStatus.Complete || bytes.Count < frame.TotalLength)
        {
            if (await _stream!.ReadAsync(one).AsTask().WaitAsync(Patience) == 0)
                return [];
            bytes.Add(one[0]);
        }
        return [.. bytes];
    }

    public void Hangup() => _stream!.Dispose();

    public void Dispose()
    {
        _stream?.Dispose();
        _listener.Stop();
    }
}
