using System.Buffers.Binary;
using System.Text;

namespace EdgeAgent.Mqtt.Packets;

/// <summary>Writes the fields of a packet, or only counts their bytes when it has no space: the same code measures and writes.</summary>
internal ref struct ByteWriter(Span<byte> space)
{
    private readonly Span<byte> _space = space;

    public int Length { get; private set; }
    private readonly bool IsMeasuring => _space.IsEmpty;

    public void Byte(byte value)
    {
        if (!IsMeasuring)
            _space[Length] = value;
        Length++;
    }

    public void UInt16(int value)
    {
        if (!IsMeasuring)
            BinaryPrimitives.WriteUInt16BigEndian(_space[Length..], (ushort)value);
        Length += 2;
    }

    public void UInt32(uint value)
    {
        if (!IsMeasuring)
            BinaryPrimitives.WriteUInt32BigEndian(_space[Length..], value);
        Length += 4;
    }

    public void VariableInt(int value)
    {
        for (; value >= 128; value >>= 7)
            Byte((byte)(value & 0x7F | 0x80));
        Byte((byte)value);
    }

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        if (!IsMeasuring)
            bytes.CopyTo(_space[Length..]);
        Length += bytes.Length;
    }

    public void Binary(ReadOnlySpan<byte> bytes)
    {
        UInt16(bytes.Length);
        Raw(bytes);
    }

    public void String(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        UInt16(length);
        if (!IsMeasuring)
            Encoding.UTF8.GetBytes(value, _space[Length..]);
        Length += length;
    }

    public void Property(PropertyId id, byte value) { Byte((byte)id); Byte(value); }
    public void Property(PropertyId id, ushort value) { Byte((byte)id); UInt16(value); }
    public void Property(PropertyId id, uint value) { Byte((byte)id); UInt32(value); }
    public void Property(PropertyId id, ReadOnlySpan<byte> value) { Byte((byte)id); Binary(value); }

    public void Property(PropertyId id, string? value)
    {
        if (value is null)
            return;
        Byte((byte)id);
        String(value);
    }

    public void UserProperties(IReadOnlyList<KeyValuePair<string, string>> properties)
    {
        for (var i = 0; i < properties.Count; i++)
        {
            Byte((byte)PropertyId.UserProperty);
            String(properties[i].Key);
            String(properties[i].Value);
        }
    }
}
