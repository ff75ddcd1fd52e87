using EdgeAgent.Mqtt.Session;
using EdgeAgent.Mqtt.Tests.Peers;

namespace EdgeAgent.Mqtt.Tests.Session;

/// <summary>
/// Feeds a session with legal packets that were damaged: bits flipped, bytes replaced, inserted, removed, lengths changed, packets joined.
/// After each the session must have taken the packet, wait for more, or have closed with a reason; whatever it sends must be whole packets.
/// <c>EdgeAgent.Mqtt.Tests --fuzz COUNT [SEED]</c> runs it alone and prints the count.
/// </summary>
internal sealed class Fuzz(int seed)
{
#pragma warning disable CA5394 // reproducible by its seed
    private readonly Random _random = new(seed);
    private readonly byte[][] _corpus5 = Corpus(true);
    private readonly byte[][] _corpus311 = Corpus(false);

    public long Packets { get; private set; }
    public long Closed { get; private set; }
    public long Delivered { get; private set; }
    public Dictionary<ReasonCode, long> Reasons { get; } = [];

    public void Run(long packets)
    {
        while (Packets < packets)
            RunConnection(v5: _random.Next(2) == 0);
    }

    private void RunConnection(bool v5)
    {
        var options = new MqttClientOptions { Protocol = v5 ? MqttProtocol.V5 : MqttProtocol.V311, ClientId = "c", TopicAliasMaximum = 4, MaximumPacketSize = 4096 };
        var rig = new Rig(options).Opened();
        if (_random.Next(8) > 0)
            rig.Receive(Wire.Connack(v5));
        for (var i = 0; i < 3; i++)
            rig.Publish(qos: (QualityOfService)_random.Next(1, 3));
        var pending = new List<byte>();
        for (var i = 0; i < 40 && rig.Session.State is SessionState.Handshaking or SessionState.Connected; i++)
            Feed(rig, pending, v5);
        foreach (var batch in rig.Batches)
            Delivered += batch.Messages.Count;
        if (rig.Actions.OfType<SessionAction.Disconnected>().LastOrDefault() is not { } end)
            return;
        Closed++;
        Reasons[end.Info.ReasonCode] = Reasons.GetValueOrDefault(end.Info.ReasonCode) + 1;
        if (end.Info.Reason.Length == 0)
            throw new InvalidOperationException("closed without a reason");
    }

    private void Feed(Rig rig, List<byte> pending, bool v5)
    {
        Packets++;
        pending.AddRange(Damaged(v5 ? _corpus5 : _corpus311));
        var consumed = rig.Session.Received(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(pending), rig.Now);
        if (consumed < 0 || consumed > pending.Count)
            throw new InvalidOperationException($"consumed {consumed} of {pending.Count}");
        pending.RemoveRange(0, consumed);
        rig.Collect();
        foreach (var batch in rig.Batches)
            rig.Acknowledge(batch);
        rig.Sent();
        // An honest length may ask for up to the maximum packet size; nothing may ask for more.
        if (rig.Session.BytesNeeded > 4096 + 5)
            throw new InvalidOperationException($"wants {rig.Session.BytesNeeded} bytes");
    }

    private byte[] Damaged(byte[][] corpus)
    {
        var packet = new List<byte>(corpus[_random.Next(corpus.Length)]);
        for (var i = _random.Next(4); i > 0 && packet.Count > 0; i--)
            Damage(packet);
        return [.. packet];
    }

    private void Damage(List<byte> packet)
    {
        var at = _random.Next(packet.Count);
        switch (_random.Next(6))
        {
            case 0: packet[at] ^= (byte)(1 << _random.Next(8)); break;
            case 1: packet[at] = (byte)_random.Next(256); break;
            case 2: packet.Insert(at, (byte)_random.Next(256)); break;
            case 3: packet.RemoveAt(at); break;
            case 4: packet[Math.Min(1, packet.Count - 1)] = (byte)_random.Next(256); break;
            default: packet.RemoveRange(at, packet.Count - at); break;
        }
    }
#pragma warning restore CA5394

    private static byte[][] Corpus(bool v5) =>
    [
        Wire.Publish(v5, "a/b", [1, 2, 3]), Wire.Publish(v5, "a/b", new byte[60], 1, 5), Wire.Publish(v5, "ä", [9], 2, 6, true), Wire.Publish(v5, "r", [], 1, 1, retain: true),
        Wire.Puback(1), Wire.Pubrec(2), Wire.Pubrel(6), Wire.Pubcomp(2), Wire.Puback(3), Wire.Suback(v5, 4, 0, 1), Wire.Unsuback(v5, 4, v5 ? [0] : []), Wire.Pingresp, Wire.Connack(v5),
        .. v5 ? Only5() : [],
    ];

    private static byte[][] Only5() =>
    [
        Wire.Publish(true, "t", [1], 1, 7, properties: [[0x01, 1], [0x02, 0, 0, 0, 9], [0x03, .. Wire.Text("c")], [0x08, .. Wire.Text("r")], [0x09, 0, 1, 7], [0x0B, 5]]),
        Wire.Publish(true, "alias", [1], 0, 0, properties: [[0x23, 0, 1]]), Wire.Publish(true, "", [1], 0, 0, properties: [[0x23, 0, 1]]),
        Wire.Publish(true, "u", [1], properties: [[0x26, .. Wire.Text("k"), .. Wire.Text("v")], [0x26, .. Wire.Text("k"), .. Wire.Text("w")]]),
        Wire.Connack(true, false, 0, [0x11, 0, 0, 0, 5], [0x21, 0, 9], [0x24, 1], [0x27, 0, 0, 1, 0], [0x12, .. Wire.Text("id")], [0x13, 0, 60]),
        Wire.Packet(0x40, Wire.U16(1), [0x10], Wire.Properties([0x1F, .. Wire.Text("why")])), Wire.Packet(0xF0, [0x18], Wire.Properties([0x15, .. Wire.Text("m")])),
        Wire.Packet(0xE0, [0x8B], Wire.Properties([0x1F, .. Wire.Text("bye")], [0x1C, .. Wire.Text("there")])), Wire.Puback(1, 0x87),
    ];
}

public sealed class FuzzTests
{
    [Fact]
    public void A_slice_of_200_000_damaged_packets_neither_throws_nor_hangs()
    {
        var fuzz = new Fuzz(seed: 1);
        fuzz.Run(200_000);
        Assert.True(fuzz.Closed > 1000 && fuzz.Delivered > 1000);
        Assert.Contains(ReasonCode.MalformedPacket, fuzz.Reasons.Keys);
        Assert.Contains(ReasonCode.ProtocolError, fuzz.Reasons.Keys);
        Assert.Contains(ReasonCode.PacketTooLarge, fuzz.Reasons.Keys);
    }
}
