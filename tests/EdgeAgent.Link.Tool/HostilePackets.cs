using System.Text;

namespace EdgeAgent.Link.Tool;

/// <summary>Packets of a broker, sound and damaged, byte by byte from the specification. Reproducible by the seed.</summary>
internal sealed class HostilePackets(int seed)
{
    public static readonly byte[] Connack = [0x20, 0x03, 0x00, 0x00, 0x00];

    private static readonly byte[][] Sound =
    [
        Connack, Publish("hello"u8, 0, 0), Publish("hello"u8, 1, 9), Publish("hello"u8, 2, 10),
        [0x40, 2, 0, 1], [0x40, 4, 0, 1, 0x87, 0], [0x50, 2, 0, 1], [0x62, 2, 0, 10], [0x70, 2, 0, 1],
        [0x90, 4, 0, 1, 0, 1], [0x90, 4, 0, 1, 0, 0x87], [0xB0, 4, 0, 1, 0, 0], [0xD0, 0], [0xE0, 1, 0x8E], [0xE0, 0], [0xF0, 2, 0x18, 0],
        [0x10, 2, 0, 0], [0x82, 2, 0, 1], [0xA2, 2, 0, 1], [0xC0, 0], [0x00, 0],
        // An alias without a topic, a length of five bytes, a string that is not UTF-8, properties that are longer than the packet.
        [0x30, 6, 0, 0, 3, 0x23, 0, 1], [0x30, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], [0x30, 6, 0, 2, 0xC0, 0x80, 0, 1], [0x30, 5, 0, 1, (byte)'t', 0x7F, 1],
    ];

#pragma warning disable CA5394 // reproducible by its seed
    private readonly Random _random = new(seed);

    public static byte[] Publish(ReadOnlySpan<byte> payload, int qos, int id)
    {
        byte[] topic = Encoding.UTF8.GetBytes("t");
        int length = 2 + topic.Length + (qos > 0 ? 2 : 0) + 1 + payload.Length;
        List<byte> packet = [(byte)(0x30 | (qos << 1))];
        for (int rest = length; ; rest >>= 7)
        {
            packet.Add((byte)(rest < 0x80 ? rest : 0x80 | (rest & 0x7F)));
            if (rest < 0x80) break;
        }

        packet.AddRange([0, (byte)topic.Length, .. topic]);
        if (qos > 0) packet.AddRange([(byte)(id >> 8), (byte)id]);
        packet.Add(0);
        return [.. packet, .. payload];
    }

    /// <summary>One to six packets, mostly after a sound CONNACK, most of them damaged.</summary>
    public byte[] Sequence()
    {
        var bytes = new List<byte>();
        if (_random.Next(10) > 0) bytes.AddRange(Connack);
        for (int i = _random.Next(1, 7); i > 0; i--)
        {
            byte[] packet = Sound[_random.Next(Sound.Length)];
            bytes.AddRange(_random.Next(4) == 0 ? packet : Damaged(packet));
        }

        return [.. bytes];
    }

    private byte[] Damaged(byte[] packet)
    {
        byte[] copy = [.. packet];
        for (int i = _random.Next(1, 4); i > 0; i--)
        {
            switch (_random.Next(4))
            {
                case 0: copy[_random.Next(copy.Length)] = (byte)_random.Next(256); break;
                case 1: copy[_random.Next(copy.Length)] ^= (byte)(1 << _random.Next(8)); break;
                case 2: copy = copy[.._random.Next(1, copy.Length + 1)]; break;
                default: copy = [.. copy, .. Noise()]; break;
            }
        }

        return copy;
    }

    private byte[] Noise()
    {
        byte[] noise = new byte[_random.Next(1, 20)];
        _random.NextBytes(noise);
        return noise;
    }
#pragma warning restore CA5394
}
