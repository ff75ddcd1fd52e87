using System.Buffers;

namespace EdgeAgent.Mqtt.Packets;

/// <summary>CONNECT (MQTT 5, 3.1). Properties that have their default value are left out.</summary>
internal sealed record Connect
{
    public required bool V5 { get; init; }
    public required string ClientId { get; init; }
    public required bool CleanStart { get; init; }
    public required ushort KeepAliveSeconds { get; init; }
    public uint SessionExpirySeconds { get; init; }
    public ushort ReceiveMaximum { get; init; } = ushort.MaxValue;
    public uint MaximumPacketSize { get; init; }
    public ushort TopicAliasMaximum { get; init; }
    public bool RequestResponseInformation { get; init; }
    public IReadOnlyList<KeyValuePair<string, string>> UserProperties { get; init; } = [];
    public string? AuthenticationMethod { get; init; }
    public ReadOnlyMemory<byte> AuthenticationData { get; init; }
    public MqttWill? Will { get; init; }
    public string? UserName { get; init; }
    public ReadOnlyMemory<byte>? Password { get; init; }

    public void Write(IBufferWriter<byte> output) => PacketWriter.Packet(output, 0x10, this, static (ref ByteWriter w, Connect c) => c.Body(ref w));

    private void Body(ref ByteWriter w)
    {
        w.String("MQTT");
        w.Byte((byte)(V5 ? 5 : 4));
        w.Byte(Flags());
        w.UInt16(KeepAliveSeconds);
        if (V5)
            PacketWriter.Properties(ref w, this, static (ref ByteWriter w, Connect c) => c.Properties(ref w));
        w.String(ClientId);
        if (Will is { } will)
        {
            if (V5)
                PacketWriter.Properties(ref w, will, WillProperties);
            w.String(will.Message.Topic);
            w.Binary(will.Message.Payload.Span);
        }
        if (UserName is not null)
            w.String(UserName);
        if (Password is { } password)
            w.Binary(password.Span);
    }

    private byte Flags()
    {
        var flags = CleanStart ? 0x02 : 0;
        if (Will is { } will)
            flags |= 0x04 | (byte)will.Message.Qos << 3 | (will.Message.Retain ? 0x20 : 0);
        return (byte)(flags | (Password is not null ? 0x40 : 0) | (UserName is not null ? 0x80 : 0));
    }

    private void Properties(ref ByteWriter w)
    {
        if (SessionExpirySeconds > 0)
            w.Property(PropertyId.SessionExpiry, SessionExpirySeconds);
        w.Property(PropertyId.AuthenticationMethod, AuthenticationMethod);
        if (AuthenticationMethod is not null && AuthenticationData.Length > 0)
            w.Property(PropertyId.AuthenticationData, AuthenticationData.Span);
        if (RequestResponseInformation)
            w.Property(PropertyId.RequestResponseInformation, 1);
        if (ReceiveMaximum != ushort.MaxValue)
            w.Property(PropertyId.ReceiveMaximum, ReceiveMaximum);
        if (TopicAliasMaximum > 0)
            w.Property(PropertyId.TopicAliasMaximum, TopicAliasMaximum);
        if (MaximumPacketSize > 0)
            w.Property(PropertyId.MaximumPacketSize, MaximumPacketSize);
        w.UserProperties(UserProperties);
    }

    private static void WillProperties(ref ByteWriter w, MqttWill will)
    {
        if (will.DelaySeconds > 0)
            w.Property(PropertyId.WillDelay, will.DelaySeconds);
        if (will.Message.Properties is { } p)
            PublishWriter.Properties(ref w, p, p.MessageExpirySeconds);
    }
}
