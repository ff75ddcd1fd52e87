using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Sensors.Machine;

/// <summary>
/// A small file of <c>/proc</c> or <c>/sys</c> that is read often. It stays open, and each read starts at its beginning. After a fault it is opened
/// again, because a device may come back. Not thread-safe.
/// </summary>
internal sealed class KernelFile(string path) : IDisposable
{
    private SafeFileHandle? _handle;
    private byte[] _buffer = new byte[4096];

    public string Path { get; } = path;

    /// <summary>The whole content; empty when it cannot be read.</summary>
    public ReadOnlySpan<byte> Read()
    {
        // This check avoids an exception for a file that does not exist.
        if (_handle is null && !File.Exists(Path)) return [];
        try
        {
            _handle ??= File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return ReadAll(_handle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Dispose();
            return [];
        }
    }

    public void Dispose()
    {
        _handle?.Dispose();
        _handle = null;
    }

    private ReadOnlySpan<byte> ReadAll(SafeFileHandle handle)
    {
        int length = 0;
        while (true)
        {
            int read = RandomAccess.Read(handle, _buffer.AsSpan(length), length);
            if (read <= 0) return _buffer.AsSpan(0, length);
            length += read;
            if (length == _buffer.Length) Array.Resize(ref _buffer, 2 * _buffer.Length);
        }
    }
}
