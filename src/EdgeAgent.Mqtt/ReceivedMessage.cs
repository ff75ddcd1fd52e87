namespace EdgeAgent.Mqtt;

/// <summary>A message from the broker. Topic and payload belong to the receiver and stay valid for as long as they are referenced.</summary>
public sealed class ReceivedMessage
{
    private readonly byte[] _payload;

    internal ReceivedMessage(string topic, byte[] payload, PublishProperties? properties, ushort packetId, QualityOfService qos, bool retained, bool duplicate, int cutBytes = 0)
    {
        Topic = topic;
        _payload = payload;
        Properties = properties;
        PacketId = packetId;
        Qos = qos;
        IsRetained = retained;
        IsDuplicate = duplicate;
        CutBytes = cutBytes;
    }

    public string Topic { get; }
    public ReadOnlyMemory<byte> Payload => _payload;
    /// <summary>Null when the packet carried none, as always on MQTT 3.1.1.</summary>
    public PublishProperties? Properties { get; }
    /// <summary>Identifier of the exchange, 0 for QoS 0. For QoS 2 it belongs into the transaction that stores the message, see <see cref="IInboundQos2Store"/>.</summary>
    public ushort PacketId { get; }
    public QualityOfService Qos { get; }
    /// <summary>The broker had kept it; it was published some time ago (MQTT 5, 3.3.1.3).</summary>
    public bool IsRetained { get; }
    /// <summary>The DUP flag: an earlier attempt to deliver this packet was made. A hint only; at QoS 1 compare the content.</summary>
    public bool IsDuplicate { get; }
    /// <summary>
    /// How many bytes are missing at the end of <see cref="Payload"/>. Above 0 only on MQTT 3.1.1, for a packet over
    /// <see cref="MqttClientOptions.MaximumPacketSize"/>: refuse such a message, but acknowledge it.
    /// </summary>
    public int CutBytes { get; }
}
