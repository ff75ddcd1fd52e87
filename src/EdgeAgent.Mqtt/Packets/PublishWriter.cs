using System.Buffers;

namespace EdgeAgent.Mqtt.Packets;

/// <summary>What differs from one sending of a message to the next.</summary>
internal readonly record struct PublishHeader(ushort PacketId, bool Duplicate, ushort TopicAlias, bool OmitTopic, uint? ExpirySeconds);

internal static class PublishWriter
{
    public static void Write(IBufferWriter<byte> output, bool v5, MqttMessage message, PublishHeader header)
    {
        var first = (byte)(0x30 | (header.Duplicate ? 8 : 0) | (byte)message.Qos << 1 | (message.Retain ? 1 : 0));
        PacketWriter.Packet(output, first, new Source(v5, message, header), Body);
    }

    /// <summary>Bytes of the whole packet.</summary>
    public static int Size(bool v5, MqttMessage message, PublishHeader header)
    {
        var body = PacketWriter.Measure(new Source(v5, message, header), Body);
        return 1 + VarInt.Size(body) + body;
    }

    /// <summary>The properties of a message, in a PUBLISH as in a will.</summary>
    public static void Properties(ref ByteWriter w, PublishProperties p, uint? expiry)
    {
        if (p.PayloadIsText)
            w.Property(PropertyId.PayloadFormat, 1);
        if (expiry is { } seconds)
            w.Property(PropertyId.MessageExpiry, seconds);
        w.Property(PropertyId.ContentType, p.ContentType);
        w.Property(PropertyId.ResponseTopic, p.ResponseTopic);
        if (p.CorrelationData is { } data)
            w.Property(PropertyId.CorrelationData, data.Span);
        w.UserProperties(p.UserProperties);
    }

    private static readonly PacketWriter.Body<Source> AllProperties = static (ref ByteWriter w, Source s) =>
    {
        if (s.Header.TopicAlias > 0)
            w.Property(PropertyId.TopicAlias, s.Header.TopicAlias);
        if (s.Message.Properties is { } p)
            Properties(ref w, p, s.Header.ExpirySeconds);
    };

    private static readonly PacketWriter.Body<Source> Body = static (ref ByteWriter w, Source s) =>
    {
        w.String(s.Header.OmitTopic ? "" : s.Message.Topic);
        if (s.Message.Qos > 0)
            w.UInt16(s.Header.PacketId);
        if (s.V5)
            PacketWriter.Properties(ref w, s, AllProperties);
        w.Raw(s.Message.Payload.Span);
    };

    private readonly record struct Source(bool V5, MqttMessage Message, PublishHeader Header);
}
