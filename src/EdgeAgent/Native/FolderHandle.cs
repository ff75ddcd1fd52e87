using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Native;

/// <summary>
/// An open folder. Its names are looked up through its descriptor and links are not followed, so replacing a folder by a link has no
/// effect. Not thread-safe.
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

    /// <summary>Path by which the folder was opened, for messages.</summary>
    public string Path { get; }

    public FileStatus Status { get; }

    /// <param name="path">Absolute path; a link in it is an error.</param>
    /// <param name="create">True: creates missing folders.</param>
    /// <param name="check">Called for each folder of the path; it throws to refuse one.</param>
    /// <exception cref="IOException">A part of the path is missing, is a link, or is not a folder.</exception>
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

    /// <exception cref="IOException">The name is missing, is a link, or is not a folder.</exception>
    public FolderHandle OpenFolder(string name, bool create = false)
    {
        const int everybody = 0x1ff;
        if (create && FileCalls.mkdirat(_fd, name, everybody) != 0 && Libc.Errno != FileCalls.Eexist) throw Failed(name);
        return Take(_fd, name, Join(name));
    }

    /// <summary>Status of a name; null when it does not exist.</summary>
    public FileStatus? Find(string name) => FileCalls.Status(_fd, name);

    /// <summary>The names in the folder, without <c>.</c> and <c>..</c>.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
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

    /// <summary>Opens a regular file for reading. A FIFO, socket or device is detected without opening it.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">It is not a regular file, or cannot be read.</exception>
    public FileStream OpenRead(string name, out FileStatus status)
    {
        int place = FileCalls.openat(_fd, name, FileCalls.OPath | FileCalls.ONoFollow | Libc.OCloExec, 0);
        if (place < 0) throw Failed(name);
        try
        {
            status = FileCalls.Status(place, "") ?? throw Failed(name);
            if (status.Kind != FileKind.Regular) throw new IOException($"{Join(name)}: {Describe(status.Kind)}, not a regular file");
            // This opens the checked file even when its name belongs to another file now.
            int fd = Libc.open($"/proc/self/fd/{place}", Libc.OCloExec, 0);
            if (fd < 0) throw Failed(name);
            return new FileStream(new SafeFileHandle(fd, ownsHandle: true), FileAccess.Read, bufferSize: 0);
        }
        finally
        {
            _ = Libc.close(place);
        }
    }

    /// <summary>Creates a new file; an existing one is deleted first and not overwritten.</summary>
    /// <exception cref="IOException">The file cannot be created.</exception>
    public FileStream Create(string name)
    {
        const int readWrite = 0x1b6;
        _ = FileCalls.unlinkat(_fd, name, 0);
        int fd = FileCalls.openat(_fd, name, FileCalls.OWrOnly | FileCalls.OCreat | FileCalls.OExcl | FileCalls.ONoFollow | Libc.OCloExec, readWrite);
        if (fd < 0) throw Failed(name);
        return new FileStream(new SafeFileHandle(fd, ownsHandle: true), FileAccess.Write, bufferSize: 0);
    }

    /// <summary>Deletes a file. On failure it returns false with the error in <see cref="Libc.Errno"/>.</summary>
    public bool TryDelete(string name) => FileCalls.unlinkat(_fd, name, 0) == 0;

    /// <summary>Deletes an empty folder; failure as in <see cref="TryDelete"/>.</summary>
    public bool TryDeleteFolder(string name) => FileCalls.unlinkat(_fd, name, FileCalls.AtRemoveDir) == 0;

    /// <summary>Moves a name to another folder of the same file system; failure as in <see cref="TryDelete"/>.</summary>
    public bool TryMove(string name, FolderHandle to, string newName) => FileCalls.renameat(_fd, name, to._fd, newName) == 0;

    /// <exception cref="IOException">The file cannot be renamed.</exception>
    public void Rename(string from, string to)
    {
        if (FileCalls.renameat(_fd, from, _fd, to) != 0) throw Failed(to);
    }

    /// <summary>Moves a file of the same file system into this folder; false when it is on another file system.</summary>
    /// <exception cref="IOException">The file cannot be moved.</exception>
    public bool TryMoveIn(string path, string name)
    {
        if (FileCalls.renameat(FileCalls.AtFdCwd, path, _fd, name) == 0) return true;
        if (Libc.Errno == FileCalls.Exdev) return false;
        throw Failed(name);
    }

    /// <summary>Makes added and removed names durable.</summary>
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

    // The handle is opened with O_PATH, so that folders without read permission can be passed. Listing needs another descriptor.
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
