using System.Text;

namespace EdgeAgent.Nano.Storage;

/// <summary>Writes little-endian fields into a fixed buffer; throws when it is full.</summary>
public sealed class RecordWriter
{
    private readonly byte[] _buffer;
    private readonly int _end;
    private int _at;

    public RecordWriter(byte[] buffer, int start, int end)
    {
        _buffer = buffer;
        _at = start;
        _end = end;
    }

    /// <summary>Index after the last byte written.</summary>
    public int Position => _at;

    public void Byte(int value)
    {
        Need(1);
        _buffer[_at++] = (byte)value;
    }

    public void Flag(bool value) => Byte(value ? 1 : 0);

    public void Int(int value)
    {
        Need(4);
        for (int i = 0; i < 4; i++) _buffer[_at++] = (byte)(value >> (8 * i));
    }

    public void Long(long value)
    {
        Need(8);
        for (int i = 0; i < 8; i++) _buffer[_at++] = (byte)(value >> (8 * i));
    }

    public void Double(double value) => Long(System.BitConverter.DoubleToInt64Bits(value));

    /// <summary>At most 65535 bytes; null is written as empty.</summary>
    public void Bytes(byte[] value)
    {
        int count = value == null ? 0 : value.Length;
        Need(2 + count);
        _buffer[_at++] = (byte)count;
        _buffer[_at++] = (byte)(count >> 8);
        for (int i = 0; i < count; i++) _buffer[_at++] = value[i];
    }

    public void Text(string value) => Bytes(value == null ? null : Encoding.UTF8.GetBytes(value));

    private void Need(int count)
    {
        if (_at + count > _end) throw new StorageException("record: full at " + _at + " bytes");
    }
}
