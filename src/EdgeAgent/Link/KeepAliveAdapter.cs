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
/// The seam that keeps MQTTnet's keep-alive loop off. That loop wakes four times a second for as long as a connection lives and reads
/// the wall clock, so that it costs a battery more than everything else that the idle agent does, and a clock that is set back stops
/// its pings. With a period of zero in the options it does not start; but then zero is what the broker reads, which would never learn
/// that the device is gone, and a broker that answers with a period of its own starts the loop all the same. So the period is written
/// into CONNECT here, the broker's answer is taken out of CONNACK here, and the pings are sent from the link's own timer.
/// What the library does not pass on, the broker's DISCONNECT and what was last sent, is kept on the way through.
/// </summary>
internal sealed class KeepAliveAdapter(IMqttChannelAdapter inner, BrokerChannel channel, IntakeGate gate, TimeSpan keepAlive) : IMqttChannelAdapter
{
    private long _lastSentMs = BootClock.Now;

    /// <summary>The broker's answer to CONNECT.</summary>
    public MqttConnAckPacket? Answer { get; private set; }

    /// <summary>In force: what was asked for, or the broker's own word (MQTT 5, 3.2.2.3.14).</summary>
    public TimeSpan KeepAlive { get; private set; } = keepAlive;

    /// <summary>The broker's DISCONNECT; null when it sent none.</summary>
    public MqttDisconnectPacket? Farewell { get; private set; }

    /// <summary>The last packet of ours that needs no answer or has none yet; null when the broker has spoken since.</summary>
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
