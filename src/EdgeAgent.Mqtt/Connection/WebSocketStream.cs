using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EdgeAgent.Mqtt.Connection;

/// <summary>
/// MQTT in binary WebSocket frames (RFC 6455; MQTT 5, 6), client side, blocking: the framework's own WebSocket is asynchronous only and
/// wakes the thread pool. Frame borders mean nothing to MQTT [MQTT-6.0.0-2].
/// One thread may read while another writes.
/// </summary>
internal sealed class WebSocketStream : Stream
{
    private const int Continuation = 0, Binary = 2, CloseFrame = 8, Ping = 9, Pong = 10;
    private const int LongestControl = 125; // RFC 6455, 5.5

    private readonly Stream _inner;
    private readonly Lock _writing = new();
    private readonly byte[] _head = new byte[10];
    private long _left;

    private WebSocketStream(Stream inner) => _inner = inner;

    /// <exception cref="IOException">The server does not switch to MQTT over WebSocket.</exception>
    public static WebSocketStream Open(Stream inner, string host, int port, string path)
    {
        WebSocketHandshake.Perform(inner, host, port, path);
        return new WebSocketStream(inner);
    }

    public override int Read(Span<byte> buffer)
    {
        while (_left == 0)
            if (!NextDataFrame())
                return 0;
        var count = _inner.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        _left -= count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    public override void Write(ReadOnlySpan<byte> buffer) => Send(Binary, buffer);
    public override void Flush() => _inner.Flush();

    /// <summary>Reads headers, and control frames whole, up to the payload of the next data frame. False = closed.</summary>
    private bool NextDataFrame()
    {
        if (_inner.ReadAtLeast(_head.AsSpan(0, 2), 2, throwOnEndOfStream: false) < 2)
            return false;
        var opcode = _head[0] & 0x0F;
        if ((_head[0] & 0x70) != 0 || (_head[1] & 0x80) != 0)
            throw new IOException("WebSocket: reserved bits, or a masked frame from the server (RFC 6455, 5.1 and 5.2)");
        var length = PayloadLength();
        if (opcode is Binary or Continuation)
        {
            _left = length;
            return true;
        }
        // A text frame must close the connection [MQTT-6.0.0-1].
        if (opcode is not (CloseFrame or Ping or Pong) || length > LongestControl || (_head[0] & 0x80) == 0)
            throw new IOException($"WebSocket: frame with opcode {opcode} and {length} bytes is not allowed here");
        return AnswerControl(opcode, (int)length);
    }

    private long PayloadLength()
    {
        var length = _head[1] & 0x7F;
        if (length < 126)
            return length;
        var size = length == 126 ? 2 : 8;
        _inner.ReadExactly(_head.AsSpan(2, size));
        var value = size == 2 ? BinaryPrimitives.ReadUInt16BigEndian(_head.AsSpan(2)) : BinaryPrimitives.ReadInt64BigEndian(_head.AsSpan(2));
        return value >= 0 ? value : throw new IOException("WebSocket: frame length over 63 bits");
    }

    private bool AnswerControl(int opcode, int length)
    {
        Span<byte> payload = stackalloc byte[LongestControl];
        payload = payload[..length];
        _inner.ReadExactly(payload);
        if (opcode == Ping)
            Send(Pong, payload);
        else if (opcode == CloseFrame)
            Send(CloseFrame, payload);
        return opcode != CloseFrame;
    }

    private void Send(int opcode, ReadOnlySpan<byte> payload)
    {
        var frame = ArrayPool<byte>.Shared.Rent(payload.Length + 14);
        try
        {
            var length = Encode(opcode, payload, frame);
            lock (_writing)
                _inner.Write(frame, 0, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    /// <summary>One final frame with a mask of its own, as every frame of a client (RFC 6455, 5.3).</summary>
    private static int Encode(int opcode, ReadOnlySpan<byte> payload, Span<byte> frame)
    {
        frame[0] = (byte)(0x80 | opcode);
        var head = 2;
        if (payload.Length < 126)
        {
            frame[1] = (byte)(0x80 | payload.Length);
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            frame[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame[2..], (ushort)payload.Length);
            head = 4;
        }
        else
        {
            frame[1] = 0x80 | 127;
            BinaryPrimitives.WriteInt64BigEndian(frame[2..], payload.Length);
            head = 10;
        }
        var mask = frame.Slice(head, 4);
        RandomNumberGenerator.Fill(mask);
        var body = frame.Slice(head + 4, payload.Length);
        for (var i = 0; i < body.Length; i++)
            body[i] = (byte)(payload[i] ^ mask[i & 3]);
        return head + 4 + body.Length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
