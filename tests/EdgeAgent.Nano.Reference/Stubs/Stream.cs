namespace System.IO;

/// <summary>Package nanoFramework.System.IO.Streams 1.1.</summary>
public abstract class Stream : IDisposable
{
    public virtual void Flush() => throw new NotSupportedException();

    public virtual int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public virtual void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public void Dispose() => throw new NotSupportedException();
}
