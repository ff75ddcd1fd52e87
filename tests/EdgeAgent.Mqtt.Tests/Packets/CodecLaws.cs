using EdgeAgent.Mqtt.Packets;
using EdgeAgent.Mqtt.Tests.Peers;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeAgent.Mqtt.Tests.Packets;

public sealed class CodecLaws
{
    private static readonly Gen<string> Texts = Gen.Elements("a", "sensor/1", "ä/ö", "日本/語", "x/🔋", new string('l', 300));
    private static readonly Gen<byte[]> Blobs = Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf();
    private static readonly Gen<KeyValuePair<string, string>[]> Pairs =
        Texts.Zip(Texts).Select(p => KeyValuePair.Create(p.Item1, p.Item2)).ArrayOf().Select(a => a.Take(5).ToArray());

    private static readonly Gen<PublishProperties?> Properties =
        from present in Gen.Elements(true, false)
        from text in Gen.Elements(true, false)
        from expiry in Gen.Elements<uint?>(null, 0, 1, 3600, uint.MaxValue)
        from response in Gen.OneOf<string?>(Gen.Constant<string?>(null), Texts.Select(t => (string?)t))
        from correlation in Gen.OneOf<byte[]?>(Gen.Constant<byte[]?>(null), Blobs.Select(b => (byte[]?)b))
        from content in Gen.OneOf<string?>(Gen.Constant<string?>(null), Texts.Select(t => (string?)t))
        from user in Pairs
        select !present ? null : new PublishProperties
        {
            PayloadIsText = text,
            MessageExpirySeconds = expiry,
            ResponseTopic = response,
            CorrelationData = correlation is null ? null : (ReadOnlyMemory<byte>?)correlation,
            ContentType = content,
            UserProperties = user,
        };

    private static readonly Gen<MqttMessage> Messages =
        from topic in Texts
        from payload in Blobs
        from qos in Gen.Choose(0, 2)
        from retain in Gen.Elements(true, false)
        from properties in Properties
        select new MqttMessage { Topic = topic, Payload = payload, Qos = (QualityOfService)qos, Retain = retain, Properties = properties };

    private static readonly Gen<(MqttMessage Message, bool V5, ushort Id, bool Dup)> Publishes =
        from message in Messages
        from v5 in Gen.Elements(true, false)
        from id in Gen.Choose(1, 65535)
        from dup in Gen.Elements(true, false)
        select (message, v5, (ushort)id, dup && message.Qos > 0);

    private static byte[] Encode((MqttMessage Message, bool V5, ushort Id, bool Dup) p) =>
        Wire.Encode(o => PublishWriter.Write(o, p.V5, p.Message, new PublishHeader(p.Id, p.Dup, 0, false, p.Message.Properties?.MessageExpirySeconds)));

    [Fact]
    public void A_publish_reads_as_it_was_written() => Prop.ForAll(Publishes.ToArbitrary(), p =>
    {
        var bytes = Encode(p);
        Assert.Equal(FrameStatus.Complete, Frame.Read(bytes, out var frame));
        Assert.Equal(bytes.Length, frame.TotalLength);
        var reader = new PacketReader(bytes.AsSpan(frame.HeaderLength));
        var read = InboundPublish.Decode(frame.Flags, ref reader, p.V5);
        Assert.False(reader.IsFaulty, reader.FaultText);
        Assert.Equal(p.Message.Topic, System.Text.Encoding.UTF8.GetString(read.Topic));
        Assert.Equal(p.Message.Payload.ToArray(), read.Payload.ToArray());
        Assert.Equal((p.Message.Qos, p.Message.Retain, p.Dup), (read.Qos, read.Retain, read.Duplicate));
        Assert.Equal(p.Message.Qos > 0 ? p.Id : 0, read.PacketId);
        SameProperties(p.V5 ? p.Message.Properties : null, read.Properties);
    }).QuickCheckThrowOnFailure();

    private static void SameProperties(PublishProperties? written, PublishProperties? read)
    {
        Assert.Equal(written?.PayloadIsText ?? false, read?.PayloadIsText ?? false);
        Assert.Equal(written?.MessageExpirySeconds, read?.MessageExpirySeconds);
        Assert.Equal(written?.ResponseTopic, read?.ResponseTopic);
        Assert.Equal(written?.ContentType, read?.ContentType);
        Assert.Equal(written?.CorrelationData?.ToArray(), read?.CorrelationData?.ToArray());
        Assert.Equal(written?.UserProperties ?? [], read?.UserProperties ?? []);
    }

    [Fact]
    public void A_packet_cut_off_anywhere_is_incomplete_and_never_a_fault() => Prop.ForAll(Publishes.ToArbitrary(), p =>
    {
        var bytes = Encode(p);
        for (var cut = 0; cut < bytes.Length; cut++)
        {
            var status = Frame.Read(bytes.AsSpan(0, cut), out var frame);
            Assert.True(status == FrameStatus.Incomplete || (status == FrameStatus.Complete && frame.TotalLength > cut));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_body_that_ends_too_early_is_malformed_or_has_a_shorter_payload() => Prop.ForAll(Publishes.ToArbitrary(), p =>
    {
        var bytes = Encode(p);
        Frame.Read(bytes, out var frame);
        for (var length = 0; length < frame.BodyLength; length++)
        {
            var reader = new PacketReader(bytes.AsSpan(frame.HeaderLength, length));
            var read = InboundPublish.Decode(frame.Flags, ref reader, p.V5);
            if (reader.IsFaulty)
                Assert.True(reader.FaultCode is ReasonCode.MalformedPacket or ReasonCode.ProtocolError);
            else
                Assert.True(p.Message.Payload.Span.StartsWith(read.Payload));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_length_has_one_encoding() => Prop.ForAll(Gen.OneOf(Gen.Choose(0, VarInt.Maximum), Gen.Elements(0, 127, 128, 16383, 16384, 2097151, 2097152, VarInt.Maximum)).ToArbitrary(), value =>
    {
        Span<byte> space = stackalloc byte[4];
        var writer = new ByteWriter(space);
        writer.VariableInt(value);
        Assert.Equal(VarInt.Size(value), writer.Length);
        Assert.Equal(FrameStatus.Complete, VarInt.Read(space[..writer.Length], out var read, out var size));
        Assert.Equal((value, writer.Length), (read, size));
        for (var cut = 0; cut < size; cut++)
            Assert.Equal(FrameStatus.Incomplete, VarInt.Read(space[..cut], out _, out _));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0x80, 0x00)]
    [InlineData(0xFF, 0x00)]
    [InlineData(0x80, 0x80, 0x00)]
    [InlineData(0x81, 0x80, 0x80, 0x00)]
    [InlineData(0xFF, 0xFF, 0xFF, 0xFF)]
    [InlineData(0x80, 0x80, 0x80, 0x80)]
    [InlineData(0xFF, 0xFF, 0xFF, 0x80, 0x01)]
    public void An_overlong_length_is_malformed(params int[] bytes) =>
        Assert.Equal(FrameStatus.Malformed, VarInt.Read([.. bytes.Select(b => (byte)b)], out _, out _));

    [Fact]
    public void Random_bytes_never_throw_in_any_decoder() => Prop.ForAll(Blobs.Zip(Gen.Choose(0, 15)).ToArbitrary(), input =>
    {
        var (bytes, flags) = input;
        DecodeAll(bytes, flags, v5: true);
        DecodeAll(bytes, flags, v5: false);
    }).QuickCheckThrowOnFailure();

    private static void DecodeAll(byte[] bytes, int flags, bool v5)
    {
        var r = new PacketReader(bytes);
        InboundPublish.Decode(flags, ref r, v5);
        for (var type = PacketType.Puback; type <= PacketType.Pubcomp; type++)
        {
            r = new PacketReader(bytes);
            Acknowledgement.Decode(type, ref r, v5);
        }
        r = new PacketReader(bytes);
        SubscriptionAnswer.Decode(PacketType.Suback, ref r, v5);
        r = new PacketReader(bytes);
        SubscriptionAnswer.Decode(PacketType.Unsuback, ref r, v5);
        r = new PacketReader(bytes);
        Connack.Decode(ref r, v5);
        r = new PacketReader(bytes);
        Disconnect.Decode(ref r);
        r = new PacketReader(bytes);
        Auth.Decode(ref r);
    }
}
