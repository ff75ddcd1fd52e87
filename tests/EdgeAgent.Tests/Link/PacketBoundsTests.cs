using EdgeAgent.Link;
using MQTTnet.Exceptions;

namespace EdgeAgent.Tests.Link;

public sealed class PacketBoundsTests
{
    [Fact]
    public void What_is_within_the_bound_passes_unchanged_however_it_is_split()
    {
        byte[] stream = [.. Wire.Connack(true), .. Wire.Publish(true, "t", new byte[300], 1, 7), .. Wire.Pingresp, .. Wire.Publish(true, "t", [], 0)];
        for (int part = 1; part < 20; part++) Assert.Equal(stream, Pass(new PacketBounds(1000), stream, part));
    }

    [Fact]
    public void A_publish_above_the_bound_is_cut_to_it_and_the_next_packet_is_whole()
    {
        byte[] large = Wire.Publish(true, "t", new byte[5000], 1, 7);
        for (int part = 1; part < 600; part += 37)
        {
            byte[] passed = Pass(new PacketBounds(1000), [.. large, .. Wire.Pingresp], part);
            Assert.Equal(1 + 2 + 1000 + 2, passed.Length);
            Assert.Equal([0x32, 0xE8, 0x07], passed[..3]);
            Assert.Equal(large[3..1003], passed[3..1003]);
            Assert.Equal(Wire.Pingresp, passed[^2..]);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x90, 0xFF, 0xFF, 0xFF, 0x7F })]
    [InlineData(new byte[] { 0x30, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    public void A_header_that_claims_256_MB_for_another_packet_or_never_ends_is_a_fault(byte[] header) =>
        Assert.Throws<MqttProtocolViolationException>(() => Pass(new PacketBounds(1000), header, 1));

    private static byte[] Pass(PacketBounds bounds, byte[] stream, int part)
    {
        var passed = new List<byte>();
        byte[] target = new byte[part + 3];
        for (int at = 0; at < stream.Length; at += part)
        {
            int count = Math.Min(part, stream.Length - at);
            stream.AsSpan(at, count).CopyTo(bounds.Space.Span);
            bounds.Received(count);
            int got;
            while ((got = bounds.Pass(target)) > 0) passed.AddRange(target.AsSpan(0, got));
        }

        return [.. passed];
    }
}
