using System.Net;
using System.Security.Cryptography.X509Certificates;
using EdgeAgent.Native;
using MQTTnet;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace EdgeAgent.Link;

/// <summary>
/// Keeps MQTTnet's keep-alive loop off. This loop wakes four times a second during a connection and reads the wall clock: it costs more
/// battery than the rest of the idle agent, and its pings stop when the clock is set back. With a keep-alive of zero in the options the
/// loop does not start; but then the broker would read zero and never notice that the device is gone, and a broker that answers with a
/// keep-alive of its own would start the loop anyway. So this adapter writes the keep-alive into CONNECT and removes the broker's from
/// CONNACK, and the link's own timer sends the pings. The adapter also keeps the broker's DISCONNECT and the last packet sent, which the
/// library does not pass on.
/// </summary>
internal sealed class KeepAliveAdapter(IMqttChannelAdapter inner, BrokerChannel channel, IntakeGate gate, TimeSpan keepAlive) : IMqttChannelAdapter
{
    private long _lastSentMs = BootClock.Now;

    /// <summary>The broker's answer to CONNECT.</summary>
    public MqttConnAckPacket? Answer { get; private set; }

    /// <summary>Keep-alive in force: the one asked for, or the broker's (MQTT 5, 3.2.2.3.14).</summary>
    public TimeSpan KeepAlive { get; private set; } = keepAlive;

    /// <summary>The broker's DISCONNECT; null when it sent none.</summary>
    public MqttDisconnectPacket? Farewell { get; private set; }

    /// <summary>The last packet sent that needs no answer or has none yet; null when the broker has sent something since.</summary>
    public MqttPacket? Unanswered { get; private set; }

    public long LastSentMs => Interlocked.Read(ref _lastSentMs);

    public long BytesReceived => inner.BytesReceived;

    public long BytesSent => inner.BytesSent;

    public X509Certificate2 ClientCertificate => inner.ClientCertificate;

    public EndPoint RemoteEndPoint => inner.RemoteEndPoint;

    public EndPoint LocalEndPoint => inner.LocalEndPoint;

    public bool IsSecureConnection => inner.IsSecureConnection;

    public MqttPacketFormatterAdapter PacketFormatterAdapter => inner.PacketFormatterAdapter;

    public Task ConnectAsync(CancellationToken cancellationToken) => inner.ConnectAsync(cancellationToken);

    public Task DisconnectAsync(CancellationToken cancellationToken)
    {
        gate.Close();
        return inner.DisconnectAsync(cancellationToken);
    }

    public Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken)
    {
        if (packet is MqttConnectPacket connect) connect.KeepAlivePeriod = (ushort)Math.Clamp(KeepAlive.TotalSeconds, 0, ushort.MaxValue);
        if (packet is MqttDisconnectPacket) channel.SayFarewell();
        if (packet is not (MqttPubAckPacket or MqttPubRecPacket or MqttPubCompPacket)) Unanswered = packet;
        Interlocked.Exchange(ref _lastSentMs, BootClock.Now);
        return inner.SendPacketAsync(packet, cancellationToken);
    }

    public async Task<MqttPacket?> ReceivePacketAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync().ConfigureAwait(false);
        var packet = await inner.ReceivePacketAsync(cancellationToken).ConfigureAwait(false);
        switch (packet)
        {
            case MqttConnAckPacket answer: Take(answer); break;
            case MqttDisconnectPacket farewell: Farewell = farewell; break;
            case MqttPublishPacket publish: gate.Add(publish.Payload.Length); break;
            case not null: Unanswered = null; break;
        }

        return packet;
    }

    public void ResetStatistics() => inner.ResetStatistics();

    public void Dispose()
    {
        gate.Close();
        inner.Dispose();
    }

    private void Take(MqttConnAckPacket answer)
    {
        Answer = answer;
        Unanswered = null;
        if (answer.ServerKeepAlive > 0) KeepAlive = TimeSpan.FromSeconds(answer.ServerKeepAlive);
        answer.ServerKeepAlive = 0;
        // The following packets belong to a connection that the link already knows.
        gate.Hold();
    }

    /// <summary>Makes one adapter, which the link keeps.</summary>
    internal sealed class Factory(BrokerChannel channel, IntakeGate gate, TimeSpan keepAlive) : IMqttClientAdapterFactory
    {
        public KeepAliveAdapter? Made { get; private set; }

        public IMqttChannelAdapter CreateClientAdapter(MqttClientOptions options, MqttPacketInspector packetInspector, IMqttNetLogger logger)
        {
            var formatter = new MqttPacketFormatterAdapter(options.ProtocolVersion, new MqttBufferWriter(options.WriterBufferSize, options.WriterBufferSizeMax));
            return Made = new KeepAliveAdapter(new MqttChannelAdapter(channel, formatter, logger), channel, gate, keepAlive);
        }
    }
}
