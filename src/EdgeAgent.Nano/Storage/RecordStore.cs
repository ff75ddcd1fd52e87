namespace EdgeAgent.Nano.Storage;

/// <summary>
/// One record in a ring of slots. Each save goes to the next slot with the next sequence number, so a torn write leaves the record before it, and the wear is
/// spread over the ring. A slot: <c>E A</c>, format, kind, sequence (8 bytes, little-endian), length (4), payload, CRC-32 over all of it (4).
/// </summary>
public sealed class RecordStore
{
    /// <summary>The payload begins here in the caller's buffer.</summary>
    public const int HeaderBytes = 16;

    public const int TrailerBytes = 4;

    private const byte Format = 1;

    private readonly IRecordMedium _medium;
    private readonly int _firstSlot;
    private readonly int _slots;
    private readonly byte _kind;
    private long _sequence;
    private int _newest = -1;

    /// <param name="slots">At least 2.</param>
    /// <param name="kind">Keeps records of different kinds apart when slots are moved.</param>
    public RecordStore(IRecordMedium medium, int firstSlot, int slots, byte kind)
    {
        _medium = medium;
        _firstSlot = firstSlot;
        _slots = slots;
        _kind = kind;
    }

    /// <summary>Saves so far, over all starts.</summary>
    public long Sequence => _sequence;

    /// <summary>Finds the newest whole record and reads it; the length of its payload, which begins at <see cref="HeaderBytes"/>, or -1 when there is none.</summary>
    public int Load(byte[] buffer)
    {
        _newest = -1;
        _sequence = 0;
        for (int slot = 0; slot < _slots; slot++)
        {
            int count = _medium.Read(_firstSlot + slot, buffer);
            if (PayloadLength(buffer, count) < 0) continue;
            long sequence = Sequence8(buffer);
            if (_newest >= 0 && sequence <= _sequence) continue;
            _newest = slot;
            _sequence = sequence;
        }

        return _newest < 0 ? -1 : PayloadLength(buffer, _medium.Read(_firstSlot + _newest, buffer));
    }

    /// <summary>Saves the payload that the caller wrote from <see cref="HeaderBytes"/> on, and reads it back to detect faulty flash.</summary>
    public void Save(byte[] buffer, int length)
    {
        int total = HeaderBytes + length + TrailerBytes;
        if (total > _medium.SlotBytes || total > buffer.Length) throw new StorageException("record: " + total + " bytes do not fit");
        int slot = _newest < 0 ? 0 : (_newest + 1) % _slots; // divisor: a ring has at least 2 slots
        WriteFrame(buffer, _sequence + 1, length);
        _medium.Write(_firstSlot + slot, buffer, total);
        int read = _medium.Read(_firstSlot + slot, buffer);
        if (PayloadLength(buffer, read) != length || Sequence8(buffer) != _sequence + 1) throw new StorageException("record: does not read back as written");
        _sequence++;
        _newest = slot;
    }

    private void WriteFrame(byte[] buffer, long sequence, int length)
    {
        buffer[0] = (byte)'E';
        buffer[1] = (byte)'A';
        buffer[2] = Format;
        buffer[3] = _kind;
        for (int i = 0; i < 8; i++) buffer[4 + i] = (byte)(sequence >> (8 * i));
        for (int i = 0; i < 4; i++) buffer[12 + i] = (byte)(length >> (8 * i));
        uint crc = Crc32.Of(buffer, 0, HeaderBytes + length);
        for (int i = 0; i < 4; i++) buffer[HeaderBytes + length + i] = (byte)(crc >> (8 * i));
    }

    private int PayloadLength(byte[] buffer, int count)
    {
        if (count < HeaderBytes + TrailerBytes || buffer[0] != 'E' || buffer[1] != 'A' || buffer[2] != Format || buffer[3] != _kind) return -1;
        int length = buffer[12] | (buffer[13] << 8) | (buffer[14] << 16) | (buffer[15] << 24);
        if (length < 0 || length > count - HeaderBytes - TrailerBytes) return -1;
        uint crc = Crc32.Of(buffer, 0, HeaderBytes + length);
        for (int i = 0; i < 4; i++)
        {
            if (buffer[HeaderBytes + length + i] != (byte)(crc >> (8 * i))) return -1;
        }

        return length;
    }

    private static long Sequence8(byte[] buffer)
    {
        long sequence = 0;
        for (int i = 7; i >= 0; i--) sequence = (sequence << 8) | buffer[4 + i];
        return sequence;
    }
}
