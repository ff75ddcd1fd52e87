using MQTTnet.Exceptions;

namespace EdgeAgent.Link;

/// <summary>
/// Passes the bytes of MQTT packets on and limits their length, because the library allocates the length that a header claims. A PUBLISH
/// above the limit is truncated and the rest is dropped on arrival: after a close the broker would send the same message again at every
/// connection. Any other packet above the limit is a fault.
/// </summary>
internal sealed class PacketBounds(int largest)
{
    private const int PublishType = 3; // MQTT 5, 2.1.2
    private const int LongestHeader = 5; // type and four bytes of length (MQTT 5, 1.5.5)

    private readonly byte[] _header = new byte[LongestHeader];

    // A read uses it for hours: pinned on the normal heap it would keep the garbage collector from releasing the memory around it.
    private readonly byte[] _input = GC.AllocateUninitializedArray<byte>(16 * 1024, pinned: true);
    private int _headerRead, _headerSent, _headerLength;
    private int _inputStart, _inputEnd;
    private long _toPass, _toDrop;

    /// <summary>Buffer for the next bytes of the transport; they count after <see cref="Received"/>.</summary>
    public Memory<byte> Space
    {
        get
        {
            if (_inputStart == _inputEnd) _inputStart = _inputEnd = 0;
            return _input.AsMemory(_inputEnd);
        }
    }

    public void Received(int count) => _inputEnd += count;

    /// <summary>Copies the bytes that may pass; 0 when more bytes must be received first.</summary>
    /// <exception cref="MqttProtocolViolationException">A length that is malformed, or too large.</exception>
    public int Pass(Span<byte> target)
    {
        int passed = 0;
        while (passed < target.Length && Step(target[passed..]) is { } count) passed += count;
        return passed;
    }

    /// <summary>Bytes put into the target by the next step, perhaps none; null when input is missing.</summary>
    private int? Step(Span<byte> target)
    {
        if (_headerSent < _headerLength) return SendHeader(target);
        if (_inputStart == _inputEnd) return null;
        if (_toPass > 0) return PassBody(target);
        if (_toDrop > 0) return Drop();
        ReadHeaderByte();
        return 0;
    }

    private int SendHeader(Span<byte> target)
    {
        int count = Math.Min(target.Length, _headerLength - _headerSent);
        _header.AsSpan(_headerSent, count).CopyTo(target);
        _headerSent += count;
        if (_headerSent == _headerLength) _headerRead = 0;
        return count;
    }

    private int PassBody(Span<byte> target)
    {
        int count = (int)Math.Min(_toPass, Math.Min(target.Length, _inputEnd - _inputStart));
        _input.AsSpan(_inputStart, count).CopyTo(target);
        _inputStart += count;
        _toPass -= count;
        return count;
    }

    private int Drop()
    {
        int count = (int)Math.Min(_toDrop, _inputEnd - _inputStart);
        _inputStart += count;
        _toDrop -= count;
        return 0;
    }

    private void ReadHeaderByte()
    {
        byte next = _input[_inputStart++];
        _header[_headerRead++] = next;
        bool isLast = _headerRead > 1 && (next & 0x80) == 0;
        if (isLast) Begin();
        else if (_headerRead == LongestHeader) throw new MqttProtocolViolationException("the broker sent a length of more than four bytes");
    }

    private void Begin()
    {
        long length = 0;
        for (int i = _headerRead - 1; i > 0; i--) length = (length << 7) | (uint)(_header[i] & 0x7F);
        _toPass = Math.Min(length, largest);
        _toDrop = length - _toPass;
        if (_toDrop > 0) Shorten(length);
        (_headerLength, _headerSent) = (_headerRead, 0);
    }

    private void Shorten(long claimed)
    {
        int type = _header[0] >> 4;
        if (type != PublishType) throw new MqttProtocolViolationException($"the broker sent a packet of type {type} that claims {claimed} bytes; at most {largest} are accepted");
        _headerRead = 1;
        for (int rest = largest; ; rest >>= 7)
        {
            bool isLast = rest < 0x80;
            _header[_headerRead++] = (byte)(isLast ? rest : 0x80 | (rest & 0x7F));
            if (isLast) return;
        }
    }
}
