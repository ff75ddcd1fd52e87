namespace EdgeAgent.Workers;

/// <summary>
/// Reads exactly as many bytes of a file as the archive's header states, even when the file grows or shrinks meanwhile. It is also a
/// pause point within long files.
/// </summary>
internal sealed class SteadyStream(RunContext run, FileStream file, long length, Action<int> passed) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        run.PausePoint();
        int wanted = (int)Math.Min(buffer.Length, length - _position);
        if (wanted == 0) return 0;
        int read = file.Read(buffer[..wanted]);
        // The file became shorter: zeros keep the archive readable.
        if (read == 0) buffer[..(read = wanted)].Clear();
        _position += read;
        passed(read);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
