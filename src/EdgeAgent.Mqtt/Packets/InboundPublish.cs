namespace EdgeAgent.Mqtt.Packets;

/// <summary>A PUBLISH from the broker as views into the receive buffer (MQTT 5, 3.3).</summary>
internal ref struct InboundPublish
{
    public ReadOnlySpan<byte> Topic;
    public ReadOnlySpan<byte> Payload;
    public PublishProperties? Properties;
    public ushort PacketId;
    public ushort TopicAlias;
    public QualityOfService Qos;
    public bool Retain;
    public bool Duplicate;

    public static InboundPublish Decode(int flags, ref PacketReader reader, bool v5)
    {
        var publish = new InboundPublish
        {
            Qos = (QualityOfService)(flags >> 1 & 3),
            Retain = (flags & 1) != 0,
            Duplicate = (flags & 8) != 0,
        };
        if ((flags & 6) == 6)
            reader.Malformed("QoS 3 [MQTT-3.3.1-4]");
        if (publish.Duplicate && publish.Qos == 0)
            reader.Malformed("DUP with QoS 0 [MQTT-3.3.1-2]");
        publish.Topic = reader.Utf8Bytes();
        if (publish.Topic.ContainsAny((byte)'+', (byte)'#'))
            reader.Fail(ReasonCode.TopicNameInvalid, "topic name with a wildcard [MQTT-3.3.2-2]");
        if (publish.Qos > 0)
            publish.PacketId = reader.PacketId();
        if (v5)
            DecodeProperties(ref publish, ref reader);
        if (publish.Topic.IsEmpty && publish.TopicAlias == 0)
            reader.Violation("neither topic name nor topic alias");
        publish.Payload = reader.TakeRest();
        return publish;
    }

    private static void DecodeProperties(ref InboundPublish publish, ref PacketReader reader)
    {
        var properties = new PropertyReader(ref reader);
        List<KeyValuePair<string, string>>? user = null;
        List<uint>? ids = null;
        PublishProperties? p = null;
        while (properties.Next(ref reader, out var id))
        {
            switch (id)
            {
                case PropertyId.PayloadFormat: p = (p ?? new()) with { PayloadIsText = reader.Flag("Payload Format Indicator") }; break;
                case PropertyId.MessageExpiry: p = (p ?? new()) with { MessageExpirySeconds = reader.UInt32() }; break;
                case PropertyId.TopicAlias: publish.TopicAlias = Alias(ref reader); break;
                case PropertyId.ResponseTopic: p = (p ?? new()) with { ResponseTopic = ResponseTopic(ref reader) }; break;
                case PropertyId.CorrelationData: p = (p ?? new()) with { CorrelationData = reader.Binary().ToArray() }; break;
                case PropertyId.ContentType: p = (p ?? new()) with { ContentType = reader.String() }; break;
                case PropertyId.SubscriptionId: (ids ??= []).Add(SubscriptionId(ref reader)); break;
                case PropertyId.UserProperty: PropertyReader.AddUserProperty(ref reader, ref user); break;
                default: PropertyReader.Foreign(ref reader, id, PacketType.Publish); break;
            }
        }
        properties.End(ref reader);
        if (user is not null)
            p = (p ?? new()) with { UserProperties = user };
        if (ids is not null)
            p = (p ?? new()) with { SubscriptionIds = ids };
        publish.Properties = p;
    }

    private static ushort Alias(ref PacketReader reader)
    {
        var alias = reader.UInt16();
        if (alias == 0)
            reader.Fail(ReasonCode.TopicAliasInvalid, "topic alias is 0 [MQTT-3.3.2-8]");
        return alias;
    }

    private static string ResponseTopic(ref PacketReader reader)
    {
        var topic = reader.String();
        if (topic.AsSpan().ContainsAny('+', '#'))
            reader.Violation("response topic with a wildcard [MQTT-3.3.2-14]");
        return topic;
    }

    private static uint SubscriptionId(ref PacketReader reader)
    {
        var id = reader.VariableInt();
        if (id == 0)
            reader.Violation("subscription identifier is 0");
        return (uint)id;
    }
}
