namespace EdgeAgent.Mqtt.Connection;

/// <summary>
/// Between the thread that reads the socket and the thread that parses. Bytes are received straight into it and parsed where they
/// lie. When it is full nobody reads, and TCP holds the broker back.
/// </summary>
internal sealed class ReceiveBuffer
{
    private const int Initial = 4 * 1024;
    // Larger than this only for a packet that is.
    private const int Usual = 64 * 1024;

    // A monitor, not a Lock: the reader waits on it.
    private readonly object _gate = new();
    private byte[] _bytes = new byte[Initial];
    private int _start;
    private int _end;
    private int _needed = 2;
    private bool _wasFilled;
    private bool _isClosed;

    public delegate int Parser(ReadOnlySpan<byte> data, out int needed);

    /// <summary>Room for the next read; waits while there is none. Reader thread only.</summary>
    /// <returns>Empty when the buffer was closed.</returns>
    public Memory<byte> GetSpace()
    {
        lock (_gate)
        {
            while (!_isClosed)
            {
                MakeRoom();
                if (_end < _bytes.Length)
                    return _bytes.AsMemory(_end);
                Monitor.Wait(_gate);
            }
            return default;
        }
    }

    /// <summary>The first <paramref name="count"/> bytes of the space are filled. Reader thread only.</summary>
    public void Commit(int count)
    {
        lock (_gate)
        {
            _end += count;
            _wasFilled = _end == _bytes.Length;
        }
    }

    /// <summary>Runs the parser over what has arrived; what it consumed is gone.</summary>
    /// <returns>Whether anything was consumed.</returns>
    public bool Parse(Parser parser)
    {
        lock (_gate)
        {
            if (_start == _end)
                return false;
            var consumed = parser(_bytes.AsSpan(_start, _end - _start), out _needed);
            _start += consumed;
            Monitor.Pulse(_gate);
            return consumed > 0;
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }
    }

    // Only the reader moves or replaces the array, and never while the kernel fills it.
    private void MakeRoom()
    {
        if (_start == _end)
            _start = _end = 0;
        var held = _end - _start;
        if (_bytes.Length > Usual && held == 0 && _needed <= Usual)
            Move(Usual);
        else if (_needed > _bytes.Length)
            Move(Math.Max(_needed, Math.Min(_bytes.Length * 2, Usual)));
        else if (_wasFilled && _bytes.Length < Usual)
            Move(_bytes.Length * 2);
        else if (_end == _bytes.Length && _start > 0)
            Move(_bytes.Length);
        _wasFilled = false;
    }

    private void Move(int size)
    {
        var target = size == _bytes.Length ? _bytes : new byte[size];
        Buffer.BlockCopy(_bytes, _start, target, 0, _end - _start);
        _bytes = target;
        (_start, _end) = (0, _end - _start);
    }
}
