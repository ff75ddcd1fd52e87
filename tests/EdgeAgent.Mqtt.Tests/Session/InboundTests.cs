using EdgeAgent.Mqtt.Session;
using EdgeAgent.Mqtt.Tests.Peers;

namespace EdgeAgent.Mqtt.Tests.Session;

public sealed class InboundTests
{
    private static Rig Resumable(ushort[]? known = null) =>
        new(new MqttClientOptions { Protocol = MqttProtocol.V5, CleanStart = false, SessionExpirySeconds = 60, ReceiveMaximum = 3 }, knownIds: known);

    private static byte[] Message(int id, int qos = 2, bool dup = false) => Wire.Publish(true, "t", [(byte)id], qos, id, dup);

    [Fact]
    public void Everything_that_has_arrived_is_one_batch_and_its_acknowledgements_leave_in_order()
    {
        var rig = Resumable().Connect();
        rig.Sent();
        rig.Receive(Message(5, 1), Message(9), Message(3, 1), Wire.Publish(true, "t", [0]));
        var batch = rig.Batches.Single();
        Assert.Equal(4, batch.Messages.Count);
        Assert.Empty(rig.Sent());
        rig.Acknowledge(batch);
        Assert.Equal([Wire.Puback(5), Wire.Pubrec(9), Wire.Puback(3)], rig.Sent());
    }

    [Fact]
    public void On_3_1_1_a_message_over_the_limit_arrives_cut_instead_of_coming_again_for_ever()
    {
        var rig = new Rig(new MqttClientOptions { Protocol = MqttProtocol.V311, MaximumPacketSize = 200_000 }).Connect();
        rig.Sent();
        var large = Wire.Publish(false, "t", new byte[1_000_000], 1, 7);
        var unconsumed = new List<byte>();
        foreach (var part in large.Chunk(60_000))
        {
            unconsumed.AddRange(part);
            unconsumed.RemoveRange(0, rig.Session.Received(unconsumed.ToArray(), rig.Now));
        }
        Assert.Empty(unconsumed);
        rig.Receive(Wire.Publish(false, "t", [2], 1, 8));

        var messages = rig.Batches.SelectMany(b => b.Messages).ToList();
        Assert.Equal([7, 8], messages.Select(m => (int)m.PacketId));
        Assert.Equal(1_000_000, messages[0].Payload.Length + messages[0].CutBytes);
        Assert.InRange(messages[0].Payload.Length, 199_900, 200_000);
        Assert.Equal(0, messages[1].CutBytes);
        foreach (var batch in rig.Batches)
            rig.Acknowledge(batch);
        Assert.Equal([Wire.Puback(7), Wire.Puback(8)], rig.Sent());
    }

    [Fact]
    public void A_batch_stored_early_is_acknowledged_after_the_one_before_it()
    {
        var rig = Resumable().Connect().Receive(Message(1, 1)).Receive(Message(2, 1));
        rig.Sent();
        rig.Acknowledge(rig.Batches[1]);
        Assert.Empty(rig.Sent());
        rig.Acknowledge(rig.Batches[0]);
        Assert.Equal([Wire.Puback(1), Wire.Puback(2)], rig.Sent());
    }

    [Fact]
    public void A_qos_2_message_sent_again_is_acknowledged_and_not_handed_over_again()
    {
        var rig = Resumable().Connect().Receive(Message(1));
        rig.Acknowledge(rig.Batches[0]).Closed().Connect(sessionPresent: true);
        rig.Sent();
        rig.Receive(Message(1, dup: true));
        Assert.Single(rig.Batches);
        Assert.Equal(Wire.Pubrec(1), rig.Sent().Single());
    }

    [Fact]
    public void Identifiers_stored_by_an_earlier_run_are_known()
    {
        var rig = Resumable([1]).Connect(sessionPresent: true);
        rig.Sent();
        rig.Receive(Message(1, dup: true), Wire.Pubrel(1));
        Assert.Equal<ushort>([1], rig.Batches.Single().ReleasedIds);
        rig.Acknowledge(rig.Batches[0]);
        Assert.Equal([Wire.Pubrec(1), Wire.Pubcomp(1)], rig.Sent());
    }

    [Fact]
    public void A_release_is_handed_over_before_pubcomp_and_the_identifier_is_free_after_it()
    {
        var rig = Resumable().Connect().Receive(Message(1));
        rig.Acknowledge(rig.Batches[0]).Receive(Wire.Pubrel(1));
        rig.Sent();
        Assert.Equal<ushort>([1], rig.Batches[1].ReleasedIds);
        rig.Acknowledge(rig.Batches[1]);
        Assert.Equal(Wire.Pubcomp(1), rig.Sent().Single());
        rig.Receive(Message(1));
        Assert.Single(rig.Batches[2].Messages);
    }

    [Fact]
    public void An_identifier_released_and_used_again_at_once_never_shares_a_batch()
    {
        var rig = Resumable().Connect().Receive(Message(1), Wire.Pubrel(1), Message(1));
        Assert.Equal(3, rig.Batches.Count);
        Assert.Equal([1, 0, 1], rig.Batches.Select(b => b.Messages.Count));
        Assert.Equal([0, 1, 0], rig.Batches.Select(b => b.ReleasedIds.Count));
    }

    [Fact]
    public void A_release_of_an_unknown_identifier_is_answered_so_that_the_broker_can_end_it()
    {
        var rig = Resumable().Connect();
        rig.Sent();
        rig.Receive(Wire.Pubrel(77));
        Assert.Equal([0x70, 3, 0, 77, 0x92], rig.Sent().Single());
    }

    [Fact]
    public void A_lost_session_clears_the_identifiers_before_the_application_hears_of_the_connection()
    {
        var rig = Resumable([1]).Connect(sessionPresent: false);
        var order = rig.Actions.Where(a => a is SessionAction.ForgetQos2 or SessionAction.Connected).Select(a => a.GetType().Name);
        Assert.Equal(["ForgetQos2", "Connected"], order);
        rig.Receive(Message(1));
        Assert.Single(rig.Batches.Single().Messages);
    }

    [Fact]
    public void A_store_that_could_not_be_cleared_is_asked_again()
    {
        var rig = Resumable().Connect();
        rig.Closed().Connect(sessionPresent: true);
        Assert.Equal(2, rig.Count<SessionAction.ForgetQos2>());
        rig.Session.Qos2Forgotten();
        rig.Closed().Connect(sessionPresent: true);
        Assert.Equal(2, rig.Count<SessionAction.ForgetQos2>());
    }

    [Fact]
    public void An_abandoned_batch_closes_the_connection_and_comes_again()
    {
        var rig = Resumable().Connect().Receive(Message(1), Message(2, 1));
        rig.Sent();
        rig.Batches[0].Abandon();
        rig.Collect();
        Assert.Equal(DisconnectCause.Abandoned, rig.Last<SessionAction.Disconnected>().Info.Cause);
        Assert.Equal([0xE0, 1, 0x83], rig.Sent().Single());
        rig.Connect(sessionPresent: true).Receive(Message(1, dup: true), Message(2, 1, dup: true));
        Assert.Equal(2, rig.Batches[1].Messages.Count);
    }

    [Fact]
    public void More_than_receive_maximum_is_taken_and_told_once()
    {
        var rig = Resumable().Connect().Receive(Message(1, 1), Message(2, 1), Message(3, 1));
        Assert.Equal(0, rig.Count<SessionAction.Notice>());
        rig.Receive(Message(4, 1), Message(5, 1));
        Assert.Equal(MqttNoticeKind.ReceiveMaximumExceeded, rig.Actions.OfType<SessionAction.Notice>().Single().Value.Kind);
        Assert.Equal(5, rig.Batches.Sum(b => b.Messages.Count));
    }

    [Fact]
    public void Unacknowledged_bytes_stop_the_reading_and_acknowledged_ones_start_it_again()
    {
        var rig = new Rig(new MqttClientOptions { Protocol = MqttProtocol.V5, MaximumUnacknowledgedBytes = 300 }).Connect();
        var three = Enumerable.Range(0, 3).SelectMany(_ => Wire.Publish(true, "t", new byte[100])).ToArray();
        var consumed = rig.Session.Received(three, rig.Now);
        rig.Collect();
        Assert.Equal(three.Length / 3 * 2, consumed);
        Assert.True(rig.Session.IsReadingPaused);
        rig.Acknowledge(rig.Batches.Single());
        Assert.False(rig.Session.IsReadingPaused);
    }

    [Fact]
    public void An_alias_stands_for_the_topic_that_it_was_given()
    {
        var rig = new Rig(new MqttClientOptions { Protocol = MqttProtocol.V5, TopicAliasMaximum = 2 }).Connect();
        rig.Receive(Wire.Publish(true, "a", [], properties: [[0x23, 0, 2]]), Wire.Publish(true, "", [], properties: [[0x23, 0, 2]]), Wire.Publish(true, "b", [], properties: [[0x23, 0, 2]]),
            Wire.Publish(true, "", [], properties: [[0x23, 0, 2]]));
        Assert.Equal(["a", "a", "b", "b"], rig.Batches.Single().Messages.Select(m => m.Topic));
    }

    [Fact]
    public void Properties_reach_the_application()
    {
        var rig = new Rig().Connect().Receive(Wire.Publish(true, "t", [1], 1, 1, properties:
            [[0x01, 1], [0x02, .. Wire.U32(60)], [0x03, .. Wire.Text("json")], [0x08, .. Wire.Text("r")], [0x09, 0, 1, 7], [0x0B, 5], [0x0B, 6], [0x26, .. Wire.Text("k"), .. Wire.Text("v")]]));
        var p = rig.Batches.Single().Messages.Single().Properties!;
        Assert.Equal((true, 60u, "json", "r"), (p.PayloadIsText, p.MessageExpirySeconds, p.ContentType, p.ResponseTopic));
        Assert.Equal([7], p.CorrelationData!.Value.ToArray());
        Assert.Equal<uint>([5, 6], p.SubscriptionIds);
        Assert.Equal([new("k", "v")], p.UserProperties);
    }
}
