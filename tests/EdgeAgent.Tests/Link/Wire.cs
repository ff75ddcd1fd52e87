using System.Buffers.Binary;
using System.Text;

namespace EdgeAgent.Tests.Link;

/// <summary>Packets as a broker writes them, byte by byte from the specification and without the client's own writer.</summary>
internal static class Wire
{
    public static byte[] Packet(byte first, params byte[][] parts)
    {
        var body = parts.SelectMany(p => p).ToArray();
        var length = new List<byte>();
        var rest = body.Length;
        do
        {
            length.Add((byte)(rest % 128 + (rest >= 128 ? 128 : 0)));
            rest /= 128;
        } while (rest > 0);
        return [first, .. length, .. body];
    }

    public static byte[] U16(int value) => [(byte)(value >> 8), (byte)value];
    public static byte[] U32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    public static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. U16(bytes.Length), .. bytes];
    }

    /// <summary>Properties behind their length; fewer than 128 bytes.</summary>
    public static byte[] Properties(params byte[][] properties)
    {
        var all = properties.SelectMany(p => p).ToArray();
        return [(byte)all.Length, .. all];
    }

    public static byte[] Connack(bool v5, bool sessionPresent = false, byte code = 0, params byte[][] properties) =>
        Packet(0x20, [sessionPresent ? (byte)1 : (byte)0, code], v5 ? Properties(properties) : []);

    public static byte[] Publish(bool v5, string topic, byte[] payload, int qos = 0, int id = 0, bool dup = false, bool retain = false, params byte[][] properties) =>
        Packet((byte)(0x30 | (dup ? 8 : 0) | qos << 1 | (retain ? 1 : 0)), Text(topic), qos > 0 ? U16(id) : [], v5 ? Properties(properties) : [], payload);

    public static byte[] Puback(int id) => Packet(0x40, U16(id));
    public static byte[] Puback(int id, byte code) => Packet(0x40, U16(id), [code]);
    public static byte[] Pubrec(int id) => Packet(0x50, U16(id));
    public static byte[] Pubrel(int id) => Packet(0x62, U16(id));
    public static byte[] Pubcomp(int id) => Packet(0x70, U16(id));
    public static byte[] Suback(bool v5, int id, params byte[] codes) => Packet(0x90, U16(id), v5 ? [0] : [], codes);
    public static byte[] Unsuback(bool v5, int id, params byte[] codes) => Packet(0xB0, U16(id), v5 ? [0] : [], codes);
    public static readonly byte[] Pingresp = [0xD0, 0x00];
    public static readonly byte[] Pingreq = [0xC0, 0x00];
    public static byte[] Disconnect(byte code) => Packet(0xE0, [code]);

    public static string Topic(byte[] publish)
    {
        int start = 2;
        while ((publish[start - 1] & 0x80) != 0) start++;
        return Encoding.UTF8.GetString(publish, start + 2, (publish[start] << 8) | publish[start + 1]);
    }

    /// <summary>Of PUBLISH with QoS 1, and of SUBSCRIBE.</summary>
    public static int PacketId(byte[] packet)
    {
        int start = 2;
        while ((packet[start - 1] & 0x80) != 0) start++;
        if (packet[0] >> 4 == 3) start += 2 + ((packet[start] << 8) | packet[start + 1]);
        return (packet[start] << 8) | packet[start + 1];
    }

    /// <summary>Whether these bytes are one packet, or more.</summary>
    public static bool IsWhole(List<byte> bytes)
    {
        int length = 0;
        for (int i = 1; i < bytes.Count && i <= 4; i++)
        {
            length |= (bytes[i] & 0x7F) << (7 * (i - 1));
            if ((bytes[i] & 0x80) == 0) return bytes.Count >= 1 + i + length;
        }

        return false;
    }
}
