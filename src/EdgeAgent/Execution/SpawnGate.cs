using EdgeAgent.Native;

namespace EdgeAgent.Execution;

/// <summary>
/// Delays a new process until it is confined: the process waits for a file lock that the agent holds. Processes that it forks before
/// it is moved to its control group would stay outside.
/// </summary>
internal sealed class SpawnGate : IDisposable
{
    private const int Exclusive = 2;
    private const int Unlock = 8;
    private readonly int _fd;

    /// <exception cref="IOException">The file cannot be created or locked.</exception>
    public SpawnGate(string path)
    {
        Path = path;
        // A new file each time, because a process that inherited the earlier one may still lock it.
        File.Delete(path);
        const int readWriteCreate = 0x42;
        _fd = Libc.open(path, readWriteCreate | Libc.OCloExec, 0x180);
        if (_fd < 0 || Libc.flock(_fd, Exclusive) != 0) throw new IOException($"{path}: {Libc.Message(Libc.Errno)}");
    }

    public string Path { get; }

    /// <summary>Opens the gate: the process continues.</summary>
    public void Dispose()
    {
        _ = Libc.flock(_fd, Unlock);
        _ = Libc.close(_fd);
    }
}
