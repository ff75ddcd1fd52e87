using System.Text;

namespace EdgeAgent.Nano.Storage;

/// <summary>Reads what <see cref="RecordWriter"/> wrote; throws at the end of the bytes.</summary>
public sealed class RecordReader
{
    private readonly byte[] _buffer;
    private readonly int _end;
    private int _at;

    public RecordReader(byte[] buffer, int start, int end)
    {
        _buffer = buffer;
        _at = start;
        _end = end;
    }

    /// <summary>Fields that were added later are at the end, so that an older record can be read.</summary>
    public bool HasMore => _at < _end;

    public int Byte()
    {
        Need(1);
        return _buffer[_at++];
    }

    public bool Flag() => Byte() != 0;

    public int Int()
    {
        Need(4);
        int value = 0;
        for (int i = 0; i < 4; i++) value |= _buffer[_at++] << (8 * i);
        return value;
    }

    public long Long()
    {
        Need(8);
        long value = 0;
        for (int i = 0; i < 8; i++) value |= (long)_buffer[_at++] << (8 * i);
        return value;
    }

    public double Double() => System.BitConverter.Int64BitsToDouble(Long());

    public byte[] Bytes()
    {
        Need(2);
        int count = _buffer[_at] | (_buffer[_at + 1] << 8);
        _at += 2;
        Need(count);
        byte[] value = new byte[count];
        for (int i = 0; i < count; i++) value[i] = _buffer[_at++];
        return value;
    }

    /// <summary>Empty text is returned as null.</summary>
    public string Text()
    {
        byte[] value = Bytes();
        return value.Length == 0 ? null : Encoding.UTF8.GetString(value, 0, value.Length);
    }

    private void Need(int count)
    {
        if (_at + count > _end) throw new StorageException("record: ends at " + _end + " bytes");
    }
}
