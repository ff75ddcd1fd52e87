using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace EdgeAgent.Mqtt.Packets;

/// <summary>
/// Reads the body of one packet. The first fault sticks: from then on every read returns a default value, so that a decoder stays
/// straight and looks at <see cref="IsFaulty"/> once, at its end.
/// </summary>
internal ref struct PacketReader(ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _rest = body;

    public ReasonCode FaultCode { get; private set; }
    public string? FaultText { get; private set; }
    public readonly bool IsFaulty => FaultText is not null;
    public readonly int Remaining => _rest.Length;

    public void Fail(ReasonCode code, string text)
    {
        if (!IsFaulty)
            (FaultCode, FaultText) = (code, text);
        _rest = default;
    }

    public void Malformed(string text) => Fail(ReasonCode.MalformedPacket, text);
    public void Violation(string text) => Fail(ReasonCode.ProtocolError, text);

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            Malformed("packet ends too early");
            return default;
        }
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    public ReadOnlySpan<byte> TakeRest() => Take(_rest.Length);

    public byte Byte() => Take(1) is [var b] ? b : (byte)0;
    public ushort UInt16() => Take(2) is { Length: 2 } s ? BinaryPrimitives.ReadUInt16BigEndian(s) : (ushort)0;
    public uint UInt32() => Take(4) is { Length: 4 } s ? BinaryPrimitives.ReadUInt32BigEndian(s) : 0;

    public int VariableInt()
    {
        if (VarInt.Read(_rest, out var value, out var size) != FrameStatus.Complete)
        {
            Malformed("variable byte integer is cut off, too long or not minimal");
            return 0;
        }
        _rest = _rest[size..];
        return value;
    }

    public ReadOnlySpan<byte> Binary() => Take(UInt16());

    /// <summary>Bytes of a UTF-8 string, checked: well formed, without U+0000 [MQTT-1.5.4-1], [MQTT-1.5.4-2].</summary>
    public ReadOnlySpan<byte> Utf8Bytes()
    {
        var bytes = Binary();
        if (!Utf8.IsValid(bytes) || bytes.Contains((byte)0))
        {
            Malformed("string is not valid UTF-8 or holds U+0000");
            return default;
        }
        return bytes;
    }

    public string String() => Encoding.UTF8.GetString(Utf8Bytes());

    public bool Flag(string property)
    {
        var b = Byte();
        if (b > 1)
            Violation($"{property} is {b}, allowed are 0 and 1");
        return b == 1;
    }

    /// <summary>A packet identifier is never zero [MQTT-2.2.1-3].</summary>
    public ushort PacketId()
    {
        var id = UInt16();
        if (id == 0)
            Violation("packet identifier is 0");
        return id;
    }

    public void ExpectEnd()
    {
        if (_rest.Length > 0)
            Malformed($"{_rest.Length} bytes behind the end of the packet");
    }
}
