namespace EdgeAgent.Mqtt.Packets;

internal enum FrameStatus
{
    Complete,
    Incomplete,
    Malformed,
}

/// <summary>The fixed header (MQTT 5, 2.1): tells where a packet ends before its body has arrived.</summary>
internal readonly record struct Frame(byte FirstByte, int HeaderLength, int BodyLength)
{
    public PacketType Type => (PacketType)(FirstByte >> 4);
    public int Flags => FirstByte & 0x0F;
    /// <summary>Bytes of the whole packet; at most 268,435,460.</summary>
    public int TotalLength => HeaderLength + BodyLength;

    /// <summary><see cref="FrameStatus.Complete"/> says that the header is whole, not that the body is there.</summary>
    public static FrameStatus Read(ReadOnlySpan<byte> data, out Frame frame)
    {
        frame = default;
        if (data.Length < 2)
            return FrameStatus.Incomplete;
        var status = VarInt.Read(data[1..], out var length, out var size);
        if (status == FrameStatus.Complete)
            frame = new Frame(data[0], 1 + size, length);
        return status;
    }
}

/// <summary>Variable byte integer (MQTT 5, 1.5.5): 7 bits a byte, low bits first, at most 4 bytes.</summary>
internal static class VarInt
{
    public const int Maximum = 268_435_455;

    public static FrameStatus Read(ReadOnlySpan<byte> data, out int value, out int size)
    {
        value = 0;
        size = 0;
        while (size < 4)
        {
            if (size == data.Length)
                return FrameStatus.Incomplete;
            var b = data[size];
            value |= (b & 0x7F) << (7 * size++);
            if ((b & 0x80) == 0)
                // The shortest form is the only one [MQTT-1.5.5-1].
                return size > 1 && b == 0 ? FrameStatus.Malformed : FrameStatus.Complete;
        }
        return FrameStatus.Malformed;
    }

    public static int Size(int value) => value < 128 ? 1 : value < 16_384 ? 2 : value < 2_097_152 ? 3 : 4;
}
