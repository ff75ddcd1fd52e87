using EdgeAgent.Mqtt.Session;
using EdgeAgent.Mqtt.Tests.Peers;

namespace EdgeAgent.Mqtt.Tests.Session;

public sealed class IllegalPacketTests
{
    private static readonly byte[] BadUtf8 = [0x30, 4, 0, 2, 0xC3, 0x28];

    public static TheoryData<string, bool, byte[], ReasonCode> Illegal => new()
    {
        { "type 0", true, [0x00, 0], ReasonCode.MalformedPacket },
        { "AUTH in 3.1.1", false, [0xF0, 0], ReasonCode.MalformedPacket },
        { "CONNECT", true, [0x10, 0], ReasonCode.ProtocolError },
        { "SUBSCRIBE", true, [0x82, 0], ReasonCode.ProtocolError },
        { "UNSUBSCRIBE", false, [0xA2, 0], ReasonCode.ProtocolError },
        { "PINGREQ", true, [0xC0, 0], ReasonCode.ProtocolError },
        { "DISCONNECT in 3.1.1", false, [0xE0, 0], ReasonCode.ProtocolError },
        { "second CONNACK", true, Wire.Connack(true), ReasonCode.ProtocolError },
        { "overlong length", true, [0x30, 0x80, 0x80, 0x80, 0x80, 0x01], ReasonCode.MalformedPacket },
        { "length not minimal", true, [0xD0, 0x80, 0x00], ReasonCode.MalformedPacket },
        { "flags in PUBACK", true, [0x41, 2, 0, 1], ReasonCode.MalformedPacket },
        { "flags missing in PUBREL", true, [0x60, 2, 0, 1], ReasonCode.MalformedPacket },
        { "QoS 3", true, [0x36, 6, 0, 1, (byte)'t', 0, 1, 0], ReasonCode.MalformedPacket },
        { "DUP with QoS 0", true, [0x38, 4, 0, 1, (byte)'t', 0], ReasonCode.MalformedPacket },
        { "PUBLISH without topic length", true, [0x30, 1, 0], ReasonCode.MalformedPacket },
        { "topic longer than packet", true, [0x30, 4, 0, 9, (byte)'t', 0], ReasonCode.MalformedPacket },
        { "topic not UTF-8", false, BadUtf8, ReasonCode.MalformedPacket },
        { "topic with U+0000", false, Wire.Publish(false, "a\0b", []), ReasonCode.MalformedPacket },
        { "topic with wildcard", true, Wire.Publish(true, "a/#", []), ReasonCode.TopicNameInvalid },
        { "empty topic", true, Wire.Publish(true, "", []), ReasonCode.ProtocolError },
        { "empty topic", false, Wire.Publish(false, "", []), ReasonCode.ProtocolError },
        { "identifier 0", true, Wire.Publish(true, "t", [], 1, 0), ReasonCode.ProtocolError },
        { "alias 0", true, Wire.Publish(true, "t", [], properties: [[0x23, 0, 0]]), ReasonCode.TopicAliasInvalid },
        { "alias over maximum", true, Wire.Publish(true, "t", [], properties: [[0x23, 0, 3]]), ReasonCode.TopicAliasInvalid },
        { "alias unknown", true, Wire.Publish(true, "", [], properties: [[0x23, 0, 2]]), ReasonCode.ProtocolError },
        { "property twice", true, Wire.Publish(true, "t", [], properties: [[0x01, 1], [0x01, 1]]), ReasonCode.ProtocolError },
        { "property of another packet", true, Wire.Publish(true, "t", [], properties: [[0x21, 0, 1]]), ReasonCode.MalformedPacket },
        { "property that does not exist", true, Wire.Publish(true, "t", [], properties: [[0x7F, 0]]), ReasonCode.MalformedPacket },
        { "payload format 2", true, Wire.Publish(true, "t", [], properties: [[0x01, 2]]), ReasonCode.ProtocolError },
        { "subscription id 0", true, Wire.Publish(true, "t", [], properties: [[0x0B, 0]]), ReasonCode.ProtocolError },
        { "response topic with wildcard", true, Wire.Publish(true, "t", [], properties: [[0x08, 0, 1, (byte)'#']]), ReasonCode.ProtocolError },
        { "properties longer than packet", true, [0x30, 4, 0, 1, (byte)'t', 9], ReasonCode.MalformedPacket },
        { "property over the end", true, [0x30, 6, 0, 1, (byte)'t', 1, 0x02, 0], ReasonCode.MalformedPacket },
        { "PUBACK of 1 byte", true, [0x40, 1, 0], ReasonCode.MalformedPacket },
        { "PUBACK with identifier 0", true, Wire.Puback(0), ReasonCode.ProtocolError },
        { "PUBACK with a foreign code", true, Wire.Puback(1, 0x92), ReasonCode.ProtocolError },
        { "PUBACK too long in 3.1.1", false, [0x40, 3, 0, 1, 0], ReasonCode.MalformedPacket },
        { "SUBACK with a foreign code", false, Wire.Suback(false, 1, 3), ReasonCode.ProtocolError },
        { "PINGRESP with a body", true, [0xD0, 1, 0], ReasonCode.MalformedPacket },
        { "too large", true, [0x30, 0xFF, 0xFF, 0x7F], ReasonCode.PacketTooLarge },
        { "DISCONNECT with session expiry", true, Wire.Packet(0xE0, [0, 5, 0x11, 0, 0, 0, 1]), ReasonCode.ProtocolError },
        { "AUTH without authentication", true, [0xF0, 0], ReasonCode.ProtocolError },
    };

    [Theory]
    [MemberData(nameof(Illegal))]
    public void An_illegal_packet_closes_with_the_reason(string what, bool v5, byte[] packet, ReasonCode code)
    {
        var rig = new Rig(new MqttClientOptions { Protocol = v5 ? MqttProtocol.V5 : MqttProtocol.V311, TopicAliasMaximum = 2 }).Connect();
        rig.Sent();
        rig.Receive(packet);
        var info = rig.Last<SessionAction.Disconnected>().Info;
        Assert.True(info.Cause == DisconnectCause.ProtocolViolation, $"{what}: {info}");
        Assert.Equal(code, info.ReasonCode);
        Assert.Equal(1, rig.Count<SessionAction.Close>());
        if (v5)
            Assert.Equal([0xE0, 1, (byte)code], rig.Sent().Single());
        else
            Assert.Empty(rig.Sent());
    }

    public static TheoryData<string, bool, byte[]> BeforeConnack => new()
    {
        { "PUBLISH", true, Wire.Publish(true, "t", []) },
        { "PINGRESP", false, Wire.Pingresp },
        { "flags 2", true, [0x20, 3, 2, 0, 0] },
        { "session present in a refusal", true, [0x20, 3, 1, 0x87, 0] },
        { "session present after a clean start", true, [0x20, 3, 1, 0, 0] },
        { "unknown code", true, [0x20, 3, 0, 0x42, 0] },
        { "unknown return code", false, [0x20, 2, 0, 6] },
        { "no properties", true, [0x20, 2, 0, 0] },
        { "receive maximum 0", true, Wire.Connack(true, properties: [[0x21, 0, 0]]) },
        { "maximum packet size 0", true, Wire.Connack(true, properties: [[0x27, 0, 0, 0, 0]]) },
        { "maximum QoS 2", true, Wire.Connack(true, properties: [[0x24, 2]]) },
        { "three bytes in 3.1.1", false, [0x20, 3, 0, 0, 0] },
    };

    [Theory]
    [MemberData(nameof(BeforeConnack))]
    public void A_wrong_beginning_is_no_connection(string what, bool v5, byte[] packet)
    {
        var rig = new Rig(new MqttClientOptions { Protocol = v5 ? MqttProtocol.V5 : MqttProtocol.V311 }).Opened();
        rig.Receive(packet);
        Assert.True(rig.Last<SessionAction.Disconnected>().Info.Cause == DisconnectCause.ProtocolViolation, what);
        Assert.Equal(0, rig.Count<SessionAction.Connected>());
    }

    [Fact]
    public void Messages_ahead_of_an_illegal_packet_are_handed_over()
    {
        var rig = new Rig().Connect().Receive(Wire.Publish(true, "t", [1], 1, 1), [0x00, 0x00]);
        Assert.Single(rig.Batches.Single().Messages);
        rig.Sent();
        rig.Acknowledge(rig.Batches[0]);
        Assert.Empty(rig.Sent());
    }
}
