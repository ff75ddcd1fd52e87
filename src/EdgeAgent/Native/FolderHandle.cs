using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Native;

/// <summary>
/// An open folder. Names in it are looked up through its descriptor and links are never followed, so that a folder that is swapped
/// for a link meanwhile leads nowhere. Not thread-safe.
/// </summary>
internal sealed class FolderHandle : IDisposable
{
    private readonly int _fd;
    private bool _isClosed;

    private FolderHandle(int fd, string path, FileStatus status)
    {
        _fd = fd;
        Path = path;
        Status = status;
    }

    /// <summary>How it was reached; for messages.</summary>
    public string Path { get; }

    public FileStatus Status { get; }

    /// <param name="path">Absolute and without links: a link on the way is an error.</param>
    /// <param name="create">Makes folders that are missing.</param>
    /// <param name="check">Called for each folder on the way, and throws to refuse it.</param>
    /// <exception cref="IOException">A part of the path is missing, is a link, or is no folder.</exception>
    public static FolderHandle Open(string path, bool create = false, Action<FolderHandle>? check = null)
    {
        FolderHandle folder = Take(FileCalls.AtFdCwd, "/", "/");
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            using FolderHandle parent = folder;
            folder = parent.OpenFolder(part, create);
            if (check is null) continue;
            try
            {
                check(folder);
            }
            catch
            {
                folder.Dispose();
                throw;
            }
        }

        return folder;
    }

    /// <exception cref="IOException">It is missing, a link, or no folder.</exception>
    public FolderHandle OpenFolder(string name, bool create = false)
    {
        const int everybody = 0x1ff;
        if (create && FileCalls.mkdirat(_fd, name, everybody) != 0 && Libc.Errno != FileCalls.Eexist) throw Failed(name);
        return Take(_fd, name, Join(name));
    }

    /// <summary>Null when there is no such name.</summary>
    public FileStatus? Find(string name) => FileCalls.Status(_fd, name);

    /// <summary>The names in it, without <c>.</c> and <c>..</c>.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public List<string> Names()
    {
        int fd = OpenToRead();
        if (fd < 0) throw Failure(Path);
        try
        {
            return FileCalls.Names(fd);
        }
        finally
        {
            _ = Libc.close(fd);
        }
    }

    public string? LinkTarget(string name) => FileCalls.LinkTarget(_fd, name);

    /// <summary>Opens a regular file to read. A FIFO, socket or device is found out without being opened.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">It is a link, a folder or no regular file, or must not be read.</exception>
    public FileStream OpenRead(string name, out FileStatus status)
    {
        int place = FileCalls.openat(_fd, name, FileCalls.OPath | FileCalls.ONoFollow | Libc.OCloExec, 0);
        if (place < 0) throw Failed(name);
        try
        {
            status = FileCalls.Status(place, "") ?? throw Failed(name);
            if (status.Kind != FileKind.Regular) throw new IOException($"{Join(name)}: {Describe(status.Kind)}, not a regular file");
            // The same file, whatever the name stands for by now.
            int fd = Libc.open($"/proc/self/fd/{place}", Libc.OCloExec, 0);
            if (fd < 0) throw Failed(name);
            return new FileStream(new SafeFileHandle(fd, ownsHandle: true), FileAccess.Read, bufferSize: 0);
        }
        finally
        {
            _ = Libc.close(place);
        }
    }

    /// <summary>Makes a new file; what had the name is deleted first, and not written to.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public FileStream Create(string name)
    {
        const int readWrite = 0x1b6;
        _ = FileCalls.unlinkat(_fd, name, 0);
        int fd = FileCalls.openat(_fd, name, FileCalls.OWrOnly | FileCalls.OCreat | FileCalls.OExcl | FileCalls.ONoFollow | Libc.OCloExec, readWrite);
        if (fd < 0) throw Failed(name);
        return new FileStream(new SafeFileHandle(fd, ownsHandle: true), FileAccess.Write, bufferSize: 0);
    }

    /// <summary>False, with the system's reason in <see cref="Libc.Errno"/>, when it cannot be deleted.</summary>
    public bool TryDelete(string name) => FileCalls.unlinkat(_fd, name, 0) == 0;

    /// <summary>Deletes an empty folder; false as with <see cref="TryDelete"/>.</summary>
    public bool TryDeleteFolder(string name) => FileCalls.unlinkat(_fd, name, FileCalls.AtRemoveDir) == 0;

    /// <summary>Moves a name of this folder into another one of the same file system; false as with <see cref="TryDelete"/>.</summary>
    public bool TryMove(string name, FolderHandle to, string newName) => FileCalls.renameat(_fd, name, to._fd, newName) == 0;

    /// <exception cref="IOException">It cannot be renamed.</exception>
    public void Rename(string from, string to)
    {
        if (FileCalls.renameat(_fd, from, _fd, to) != 0) throw Failed(to);
    }

    /// <summary>Moves a file of the same file system in here; false when it lies in another one.</summary>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public bool TryMoveIn(string path, string name)
    {
        if (FileCalls.renameat(FileCalls.AtFdCwd, path, _fd, name) == 0) return true;
        if (Libc.Errno == FileCalls.Exdev) return false;
        throw Failed(name);
    }

    /// <summary>Makes names that were added or removed durable.</summary>
    public void Flush()
    {
        int fd = OpenToRead();
        if (fd < 0) return;
        _ = Libc.fsync(fd);
        _ = Libc.close(fd);
    }

    public string Join(string name)
    {
        if (Path == "/") return $"/{name}";
        return $"{Path}/{name}";
    }

    public static string Describe(FileKind kind) => kind switch
    {
        FileKind.Regular => "a regular file",
        FileKind.Folder => "a folder",
        FileKind.Link => "a symbolic link",
        FileKind.Special => "a FIFO, socket or device",
    };

    public void Dispose()
    {
        if (_isClosed) return;
        _isClosed = true;
        _ = Libc.close(_fd);
    }

    private static FolderHandle Take(int folder, string name, string path)
    {
        int fd = FileCalls.openat(folder, name, FileCalls.OPath | FileCalls.ODirectory | FileCalls.ONoFollow | Libc.OCloExec, 0);
        if (fd < 0) throw Failure(path);
        if (FileCalls.Status(fd, "") is { } status) return new FolderHandle(fd, path, status);
        IOException failure = Failure(path);
        _ = Libc.close(fd);
        throw failure;
    }

    // The handle itself only names the folder: a way through folders that may be passed, but not listed, is open then.
    private int OpenToRead() => FileCalls.openat(_fd, ".", FileCalls.ODirectory | Libc.OCloExec, 0);

    private IOException Failed(string name) => Failure(Join(name));

    private static IOException Failure(string path)
    {
        int errno = Libc.Errno;
        string message = $"{path}: {Libc.Message(errno)}";
        if (errno == FileCalls.Enoent) return new FileNotFoundException(message);
        return new IOException(message);
    }
}
