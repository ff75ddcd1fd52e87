using EdgeAgent.Mqtt.Tests.Peers;

namespace EdgeAgent.Mqtt.Tests.Session;

public sealed class SplitTests
{
    [Fact]
    public void A_stream_cut_into_two_reads_at_any_byte_means_the_same()
    {
        byte[] stream =
        [
            .. Wire.Publish(true, "a", new byte[200], 1, 1), .. Wire.Pingresp, .. Wire.Publish(true, "b", [1, 2], 2, 2, properties: [[0x26, .. Wire.Text("k"), .. Wire.Text("v")]]),
            .. Wire.Pubrel(9), .. Wire.Publish(true, "c", []),
        ];
        for (var cut = 0; cut <= stream.Length; cut++)
        {
            var rig = new Rig().Connect();
            rig.Sent();
            var consumed = rig.Session.Received(stream.AsSpan(0, cut), rig.Now);
            Assert.True(consumed <= cut);
            consumed += rig.Session.Received(stream.AsSpan(consumed), rig.Now);
            rig.Collect();
            Assert.Equal(stream.Length, consumed);
            rig.Batches.ForEach(b => rig.Acknowledge(b));
            Assert.Equal(["a", "b", "c"], rig.Batches.SelectMany(b => b.Messages).Select(m => m.Topic));
            Assert.Equal([Wire.Puback(1), Wire.Pubrec(2), [0x70, 3, 0, 9, 0x92]], rig.Sent());
        }
    }

    [Fact]
    public void The_session_says_how_many_bytes_the_next_packet_needs()
    {
        var rig = new Rig().Connect();
        var packet = Wire.Publish(true, "a", new byte[5000]);
        Assert.Equal(0, rig.Session.Received(packet.AsSpan(0, 10), rig.Now));
        Assert.Equal(packet.Length, rig.Session.BytesNeeded);
    }
}
