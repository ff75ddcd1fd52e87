using EdgeAgent.Mqtt.Session;
using EdgeAgent.Mqtt.Tests.Peers;

namespace EdgeAgent.Mqtt.Tests.Session;

public sealed class OutboundTests
{
    private const QualityOfService Qos2 = QualityOfService.ExactlyOnce;

    private static int IdOf(byte[] publish) => publish[3 + publish[3] + 1] << 8 | publish[3 + publish[3] + 2];

    [Fact]
    public void Packet_identifiers_start_at_1()
    {
        var rig = new Rig().Connect();
        rig.Publish();
        rig.Publish();
        Assert.Equal([1, 2], rig.Sent().Select(IdOf));
    }

    [Fact]
    public void No_more_is_in_flight_than_the_broker_takes()
    {
        var rig = new Rig().Connect(false, [0x21, 0, 2]);
        for (var i = 0; i < 5; i++)
            rig.Publish();
        Assert.Equal(2, rig.Sent().Count);
        rig.Receive(Wire.Puback(1));
        Assert.Equal(3, IdOf(rig.Sent().Single()));
    }

    [Fact]
    public void On_3_1_1_no_more_is_in_flight_than_brokers_take_by_default()
    {
        var rig = new Rig(new MqttClientOptions { Protocol = MqttProtocol.V311 }).Connect();
        for (var i = 0; i < 25; i++)
            rig.Publish(qos: Qos2);
        Assert.Equal(20, rig.Sent().Count);
    }

    [Fact]
    public void A_refusal_is_told_with_its_reason()
    {
        var rig = new Rig().Connect();
        var publish = rig.Publish();
        rig.Receive(Wire.Packet(0x40, Wire.U16(1), [0x87], Wire.Properties([0x1F, .. Wire.Text("no")])));
        var result = rig.ResultOf(publish)!;
        Assert.Equal((PublishStatus.Refused, ReasonCode.NotAuthorized, "no"), (result.Status, result.ReasonCode, result.ReasonString));
    }

    [Fact]
    public void Qos_2_takes_two_steps()
    {
        var rig = new Rig().Connect();
        var publish = rig.Publish(qos: Qos2);
        rig.Sent();
        rig.Receive(Wire.Pubrec(1));
        Assert.Equal(Wire.Pubrel(1), rig.Sent().Single());
        Assert.Null(rig.ResultOf(publish));
        rig.Receive(Wire.Pubcomp(1));
        Assert.True(rig.ResultOf(publish)!.IsSuccess);
    }

    [Fact]
    public void A_session_that_is_still_there_gets_the_same_identifiers_with_dup()
    {
        var rig = new Rig(new MqttClientOptions { Protocol = MqttProtocol.V5, CleanStart = false }).Connect();
        rig.Publish();
        rig.Publish(qos: Qos2);
        rig.Publish(qos: Qos2);
        rig.Receive(Wire.Pubrec(3)).Closed().Connect(sessionPresent: true);
        var sent = rig.Sent();
        Assert.Equal([0x3A, 0x3C, 0x62], sent.Select(p => (int)p[0]));
        Assert.Equal([1, 2], sent.Take(2).Select(IdOf));
        Assert.Equal(Wire.Pubrel(3), sent[2]);
    }

    [Fact]
    public void A_new_session_gets_everything_unacknowledged_anew()
    {
        var rig = new Rig().Connect();
        var publishes = new[] { rig.Publish(), rig.Publish(qos: Qos2) };
        rig.Receive(Wire.Pubrec(2)).Closed().Connect(sessionPresent: false);
        var sent = rig.Sent();
        Assert.Equal([0x32, 0x34], sent.Select(p => (int)p[0]));
        rig.Receive(Wire.Puback(IdOf(sent[0])), Wire.Pubrec(IdOf(sent[1])), Wire.Pubcomp(IdOf(sent[1])));
        Assert.All(publishes, p => Assert.True(rig.ResultOf(p)!.IsSuccess));
    }

    [Fact]
    public void What_is_sent_again_keeps_its_order_and_goes_ahead_of_the_new()
    {
        var rig = new Rig(new MqttClientOptions { Protocol = MqttProtocol.V5, CleanStart = false }).Connect();
        for (var i = 0; i < 3; i++)
            rig.Publish($"old{i}");
        rig.Closed();
        rig.Publish("new");
        rig.Connect(true, [0x21, 0, 2]);
        Assert.Equal([1, 2], rig.Sent().Select(IdOf));
        rig.Receive(Wire.Puback(2), Wire.Puback(1));
        Assert.Equal([3, 4], rig.Sent().Select(IdOf));
    }

    [Fact]
    public void Qos_0_without_a_connection_is_not_kept()
    {
        var rig = new Rig();
        Assert.Equal(PublishStatus.NotConnected, rig.ResultOf(rig.Publish(qos: QualityOfService.AtMostOnce))!.Status);
    }

    [Fact]
    public void What_the_broker_ruled_out_is_never_sent()
    {
        var rig = new Rig().Connect(false, [0x24, 0], [0x25, 0], [0x27, 0, 0, 0, 20]);
        rig.Sent();
        Assert.Equal(PublishStatus.NotSupported, rig.ResultOf(rig.Publish(qos: QualityOfService.AtLeastOnce))!.Status);
        Assert.Equal(PublishStatus.NotSupported, rig.ResultOf(rig.Publish(qos: QualityOfService.AtMostOnce, retain: true))!.Status);
        Assert.Equal(PublishStatus.TooLarge, rig.ResultOf(rig.Publish(qos: QualityOfService.AtMostOnce, payload: new byte[20]))!.Status);
        Assert.Equal(PublishStatus.Invalid, rig.ResultOf(rig.Publish("a/#"))!.Status);
        Assert.Empty(rig.Sent());
    }

    [Fact]
    public void A_message_that_expired_while_waiting_is_dropped_and_a_younger_one_says_what_is_left()
    {
        var rig = new Rig();
        var old = rig.Publish(properties: new PublishProperties { MessageExpirySeconds = 10 });
        var young = rig.Publish(properties: new PublishProperties { MessageExpirySeconds = 100 });
        rig.Advance(20_000).Opened();
        rig.Sent();
        rig.Receive(Wire.Connack(true));
        Assert.Equal(PublishStatus.Expired, rig.ResultOf(old)!.Status);
        Assert.Contains(Convert.ToHexString([0x02, 0, 0, 0, 80]), Convert.ToHexString(rig.Sent().Single()), StringComparison.Ordinal);
        Assert.Null(rig.ResultOf(young));
    }

    [Fact]
    public void A_topic_is_written_once_when_the_broker_allows_aliases()
    {
        var rig = new Rig(new MqttClientOptions { Protocol = MqttProtocol.V5, OutboundTopicAliases = 5 }).Connect(false, [0x22, 0, 1]);
        rig.Publish("long/topic");
        rig.Publish("long/topic");
        rig.Publish("other");
        var sent = rig.Sent();
        Assert.Equal(Wire.Publish(true, "long/topic", [], 1, 1, properties: [[0x23, 0, 1]]), sent[0]);
        Assert.Equal(Wire.Publish(true, "", [], 1, 2, properties: [[0x23, 0, 1]]), sent[1]);
        Assert.Equal(Wire.Publish(true, "other", [], 1, 3), sent[2]);
        rig.Closed().Connect(false, [0x22, 0, 1]);
        Assert.Equal(Wire.Publish(true, "long/topic", [], 1, 4, properties: [[0x23, 0, 1]]), rig.Sent()[0]);
    }

    [Fact]
    public void An_acknowledgement_of_the_wrong_kind_closes()
    {
        var rig = new Rig().Connect();
        rig.Publish();
        rig.Receive(Wire.Pubrec(1));
        Assert.Equal(DisconnectCause.ProtocolViolation, rig.Last<SessionAction.Disconnected>().Info.Cause);
    }

    [Fact]
    public void Stop_waits_for_acknowledgements_and_then_says_good_bye()
    {
        var rig = new Rig().Connect();
        var publish = rig.Publish();
        rig.Sent();
        rig.Session.Stop(ReasonCode.Success, rig.Now + 5_000, rig.Now);
        Assert.Empty(rig.Sent());
        rig.Receive(Wire.Puback(1));
        Assert.Equal([0xE0, 0], rig.Sent().Single());
        Assert.True(rig.ResultOf(publish)!.IsSuccess);
        Assert.True(rig.Last<SessionAction.Ended>().EverythingAcknowledged);
    }

    [Fact]
    public void Stop_is_bounded_and_every_publish_is_told_once()
    {
        var rig = new Rig().Connect(false, [0x21, 0, 1]);
        var publishes = new[] { rig.Publish(), rig.Publish(), rig.Publish(qos: Qos2) };
        rig.Session.Stop(ReasonCode.Success, rig.Now + 5_000, rig.Now);
        rig.Advance(5_000);
        Assert.All(publishes, p => Assert.Equal(PublishStatus.Stopped, rig.ResultOf(p)!.Status));
        Assert.False(rig.Last<SessionAction.Ended>().EverythingAcknowledged);
        Assert.Equal(PublishStatus.Stopped, rig.ResultOf(rig.Publish())!.Status);
    }
}
