using EdgeAgent.Native;

namespace EdgeAgent.Execution;

/// <summary>
/// Holds a new process back until it is confined. It waits for a lock that we have; what it could fork before it was
/// moved to its control group would otherwise stay outside, and out of reach.
/// </summary>
internal sealed class SpawnGate : IDisposable
{
    private const int Exclusive = 2;
    private const int Unlock = 8;
    private readonly int _fd;

    /// <exception cref="IOException">The file cannot be made.</exception>
    public SpawnGate(string path)
    {
        Path = path;
        // A new file each time: an earlier one may still be locked by whoever inherited it.
        File.Delete(path);
        const int readWriteCreate = 0x42;
        _fd = Libc.open(path, readWriteCreate | Libc.OCloExec, 0x180);
        if (_fd < 0 || Libc.flock(_fd, Exclusive) != 0) throw new IOException($"{path}: {Libc.Message(Libc.Errno)}");
    }

    public string Path { get; }

    /// <summary>Opens it.</summary>
    public void Dispose()
    {
        _ = Libc.flock(_fd, Unlock);
        _ = Libc.close(_fd);
    }
}
