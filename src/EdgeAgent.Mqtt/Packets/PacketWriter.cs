using System.Buffers;

namespace EdgeAgent.Mqtt.Packets;

/// <summary>Encodes the small packets that a client sends.</summary>
internal static class PacketWriter
{
    public static void Pingreq(IBufferWriter<byte> output) => Bytes(output, [0xC0, 0x00]);

    /// <summary>PUBACK, PUBREC, PUBREL, PUBCOMP: four bytes for success, with a reason code otherwise (MQTT 5, 3.4.2.1).</summary>
    public static void Acknowledge(IBufferWriter<byte> output, PacketType type, ushort id, ReasonCode code = ReasonCode.Success)
    {
        var first = (byte)((byte)type << 4 | (type == PacketType.Pubrel ? 2 : 0));
        if (code == ReasonCode.Success)
            Bytes(output, [first, 2, (byte)(id >> 8), (byte)id]);
        else
            Bytes(output, [first, 3, (byte)(id >> 8), (byte)id, (byte)code]);
    }

    /// <param name="sessionExpiry">A new session expiry in seconds (MQTT 5, 3.14.2.2.2), or null.</param>
    public static void Disconnect(IBufferWriter<byte> output, bool v5, ReasonCode code, uint? sessionExpiry = null, string? text = null)
    {
        if (!v5 || (code == ReasonCode.Success && sessionExpiry is null))
        {
            Bytes(output, [0xE0, 0x00]);
            return;
        }
        Packet(output, 0xE0, new DisconnectBody(code, sessionExpiry, text), static (ref ByteWriter w, DisconnectBody body) =>
        {
            w.Byte((byte)body.Code);
            if (body.SessionExpiry is null && body.Text is null)
                return;
            Properties(ref w, body, static (ref ByteWriter w, DisconnectBody body) =>
            {
                if (body.SessionExpiry is { } expiry)
                    w.Property(PropertyId.SessionExpiry, expiry);
                w.Property(PropertyId.ReasonString, body.Text);
            });
        });
    }

    public static void Auth(IBufferWriter<byte> output, ReasonCode code, string method, ReadOnlyMemory<byte> data) =>
        Packet(output, 0xF0, (code, method, data), static (ref ByteWriter w, (ReasonCode Code, string Method, ReadOnlyMemory<byte> Data) auth) =>
        {
            w.Byte((byte)auth.Code);
            Properties(ref w, auth, static (ref ByteWriter w, (ReasonCode Code, string Method, ReadOnlyMemory<byte> Data) auth) =>
            {
                w.Property(PropertyId.AuthenticationMethod, auth.Method);
                if (auth.Data.Length > 0)
                    w.Property(PropertyId.AuthenticationData, auth.Data.Span);
            });
        });

    /// <summary>All filters must share the subscription identifier: a packet has one (MQTT 5, 3.8.2.1.2).</summary>
    public static void Subscribe(IBufferWriter<byte> output, bool v5, ushort id, IReadOnlyList<MqttSubscription> subscriptions) =>
        Packet(output, 0x82, (v5, id, subscriptions), static (ref ByteWriter w, (bool V5, ushort Id, IReadOnlyList<MqttSubscription> List) s) =>
        {
            w.UInt16(s.Id);
            if (s.V5)
                Properties(ref w, s.List[0].SubscriptionId, static (ref ByteWriter w, uint? subscriptionId) =>
                {
                    if (subscriptionId is not { } value)
                        return;
                    w.Byte((byte)PropertyId.SubscriptionId);
                    w.VariableInt((int)value);
                });
            for (var i = 0; i < s.List.Count; i++)
            {
                w.String(s.List[i].Filter);
                w.Byte(s.V5 ? Options(s.List[i]) : (byte)s.List[i].Qos);
            }
        });

    public static void Unsubscribe(IBufferWriter<byte> output, bool v5, ushort id, IReadOnlyList<string> filters) =>
        Packet(output, 0xA2, (v5, id, filters), static (ref ByteWriter w, (bool V5, ushort Id, IReadOnlyList<string> Filters) u) =>
        {
            w.UInt16(u.Id);
            if (u.V5)
                w.Byte(0);
            for (var i = 0; i < u.Filters.Count; i++)
                w.String(u.Filters[i]);
        });

    internal delegate void Body<T>(ref ByteWriter writer, T value);

    /// <summary>Fixed header and body; the length is measured first.</summary>
    internal static void Packet<T>(IBufferWriter<byte> output, byte first, T value, Body<T> body)
    {
        var length = Measure(value, body);
        var total = 1 + VarInt.Size(length) + length;
        var writer = new ByteWriter(output.GetSpan(total));
        writer.Byte(first);
        writer.VariableInt(length);
        body(ref writer, value);
        output.Advance(total);
    }

    /// <summary>Properties behind their length (MQTT 5, 2.2.2.1).</summary>
    internal static void Properties<T>(ref ByteWriter writer, T value, Body<T> body)
    {
        writer.VariableInt(Measure(value, body));
        body(ref writer, value);
    }

    internal static int Measure<T>(T value, Body<T> body)
    {
        var counter = new ByteWriter(default);
        body(ref counter, value);
        return counter.Length;
    }

    private static void Bytes(IBufferWriter<byte> output, ReadOnlySpan<byte> bytes) => output.Write(bytes);

    private static byte Options(MqttSubscription s) =>
        (byte)((byte)s.Qos | (s.NoLocal ? 4 : 0) | (s.RetainAsPublished ? 8 : 0) | (byte)s.RetainHandling << 4);

    private readonly record struct DisconnectBody(ReasonCode Code, uint? SessionExpiry, string? Text);
}
