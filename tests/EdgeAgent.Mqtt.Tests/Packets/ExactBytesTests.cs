using System.Text;
using EdgeAgent.Mqtt.Packets;
using EdgeAgent.Mqtt.Tests.Peers;

namespace EdgeAgent.Mqtt.Tests.Packets;

public sealed class ExactBytesTests
{
    private static MqttWill Will => new()
    {
        DelaySeconds = 5,
        Message = new MqttMessage { Topic = "w", Payload = "gone"u8.ToArray(), Qos = QualityOfService.AtLeastOnce, Retain = true },
    };

    [Fact]
    public void A_plain_connect_of_3_1_1_is_14_bytes_and_the_client_id()
    {
        var bytes = Wire.Encode(o => new Connect { V5 = false, ClientId = "c", CleanStart = true, KeepAliveSeconds = 60 }.Write(o));
        Assert.Equal<byte>([0x10, 13, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 0x02, 0, 60, 0, 1, (byte)'c'], bytes);
    }

    [Fact]
    public void A_plain_connect_of_5_has_no_properties()
    {
        var bytes = Wire.Encode(o => new Connect { V5 = true, ClientId = "c", CleanStart = false, KeepAliveSeconds = 0x1234 }.Write(o));
        Assert.Equal<byte>([0x10, 14, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 5, 0x00, 0x12, 0x34, 0, 0, 1, (byte)'c'], bytes);
    }

    [Fact]
    public void Will_user_name_and_password_stand_in_the_order_of_the_specification()
    {
        var bytes = Wire.Encode(o => new Connect
        {
            V5 = false,
            ClientId = "c",
            CleanStart = true,
            KeepAliveSeconds = 0,
            Will = Will,
            UserName = "u",
            Password = Encoding.UTF8.GetBytes("p"),
        }.Write(o));
        Assert.Equal(Wire.Packet(0x10, Wire.Text("MQTT"), [4, 0xEE], Wire.U16(0), Wire.Text("c"), Wire.Text("w"), Wire.Text("gone"), Wire.Text("u"), Wire.Text("p")), bytes);
    }

    [Fact]
    public void Every_property_of_connect_is_written_with_its_identifier()
    {
        var bytes = Wire.Encode(o => new Connect
        {
            V5 = true,
            ClientId = "c",
            CleanStart = true,
            KeepAliveSeconds = 0,
            SessionExpirySeconds = 7,
            ReceiveMaximum = 20,
            MaximumPacketSize = 1000,
            TopicAliasMaximum = 3,
            RequestResponseInformation = true,
            UserProperties = [new("k", "v")],
            AuthenticationMethod = "m",
            AuthenticationData = "d"u8.ToArray(),
            Will = Will,
        }.Write(o));
        var properties = Wire.Properties(
            [0x11, .. Wire.U32(7)], [0x15, .. Wire.Text("m")], [0x16, .. Wire.Text("d")], [0x19, 1], [0x21, .. Wire.U16(20)], [0x22, .. Wire.U16(3)],
            [0x27, .. Wire.U32(1000)], [0x26, .. Wire.Text("k"), .. Wire.Text("v")]);
        Assert.Equal(Wire.Packet(0x10, Wire.Text("MQTT"), [5, 0x2E], Wire.U16(0), properties, Wire.Text("c"),
            Wire.Properties([0x18, .. Wire.U32(5)]), Wire.Text("w"), Wire.Text("gone")), bytes);
    }

    [Fact]
    public void Subscribe_writes_options_on_5_and_only_the_qos_on_3_1_1()
    {
        MqttSubscription[] subscriptions =
        [
            new("a/#", QualityOfService.ExactlyOnce) { NoLocal = true, RetainAsPublished = true, RetainHandling = RetainHandling.DoNotSend, SubscriptionId = 200 },
            new("b", QualityOfService.AtMostOnce) { SubscriptionId = 200 },
        ];
        Assert.Equal(Wire.Packet(0x82, Wire.U16(1), Wire.Properties([0x0B, 0xC8, 0x01]), Wire.Text("a/#"), [0x2E], Wire.Text("b"), [0x00]),
            Wire.Encode(o => PacketWriter.Subscribe(o, true, 1, subscriptions)));
        Assert.Equal(Wire.Packet(0x82, Wire.U16(1), Wire.Text("a/#"), [2], Wire.Text("b"), [0]),
            Wire.Encode(o => PacketWriter.Subscribe(o, false, 1, subscriptions)));
    }

    [Fact]
    public void Acknowledgements_of_success_are_four_bytes()
    {
        Assert.Equal<byte>([0x40, 2, 0x12, 0x34], Wire.Encode(o => PacketWriter.Acknowledge(o, PacketType.Puback, 0x1234)));
        Assert.Equal<byte>([0x62, 2, 0, 1], Wire.Encode(o => PacketWriter.Acknowledge(o, PacketType.Pubrel, 1)));
        Assert.Equal<byte>([0x70, 3, 0, 1, 0x92], Wire.Encode(o => PacketWriter.Acknowledge(o, PacketType.Pubcomp, 1, ReasonCode.PacketIdentifierNotFound)));
    }

    [Fact]
    public void Disconnect_of_3_1_1_never_carries_a_reason()
    {
        Assert.Equal<byte>([0xE0, 0], Wire.Encode(o => PacketWriter.Disconnect(o, false, ReasonCode.ProtocolError)));
        Assert.Equal<byte>([0xE0, 0], Wire.Encode(o => PacketWriter.Disconnect(o, true, ReasonCode.Success)));
        Assert.Equal<byte>([0xE0, 1, 0x82], Wire.Encode(o => PacketWriter.Disconnect(o, true, ReasonCode.ProtocolError)));
        Assert.Equal<byte>([0xE0, 7, 0, 5, 0x11, 0, 0, 0, 9], Wire.Encode(o => PacketWriter.Disconnect(o, true, ReasonCode.Success, 9)));
    }

    [Theory]
    [InlineData("a/+/b", null)]
    [InlineData("#", null)]
    [InlineData("+/#", null)]
    [InlineData("$share/g/a/#", null)]
    [InlineData("a/#/b", "alone at the end")]
    [InlineData("a#", "alone at the end")]
    [InlineData("a/b+", "alone in its level")]
    [InlineData("$share/g", "shared filter")]
    [InlineData("$share//a", "shared filter")]
    [InlineData("", "empty")]
    [InlineData("a\0b", "U+0000")]
    public void Filters_are_checked_before_they_are_sent(string filter, string? fault)
    {
        if (fault is null)
            Assert.Null(TopicRules.FilterFault(filter));
        else
            Assert.Contains(fault, TopicRules.FilterFault(filter), StringComparison.Ordinal);
    }

    // Not in the table: the compiler cannot write half a pair into an attribute.
    [Fact]
    public void Half_a_surrogate_pair_is_no_text() =>
        Assert.Contains("surrogate", TopicRules.NameFault("a" + (char)0xD800 + "b"), StringComparison.Ordinal);
}
