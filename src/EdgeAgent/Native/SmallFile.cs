using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Native;

/// <summary>Files that the owner's configuration names: password, certificates, headers. Links are followed.</summary>
internal static class SmallFile
{
    // The certificates of all authorities that a system trusts take a quarter of this.
    private const int MostBytes = 1024 * 1024;

    /// <exception cref="IOException">It cannot be read, is no regular file, or is too large.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string ReadText(string path)
    {
        Check(path);
        return File.ReadAllText(path);
    }

    /// <summary>A FIFO would hold its reader for ever, and a device would fill the memory.</summary>
    /// <exception cref="IOException">What is there is no regular file, or is too large; nothing is said of a file that cannot be opened.</exception>
    public static void Check(string path)
    {
        int fd = Libc.open(path, Libc.OReadOnly | Libc.ONonBlock | Libc.OCloExec, 0);
        if (fd < 0) return;
        using var file = new SafeFileHandle(fd, ownsHandle: true);
        if (FileCalls.Status(file) is not { } status) return;
        if (status.Kind != FileKind.Regular) throw new IOException($"{path}: must be a regular file, is {FolderHandle.Describe(status.Kind)}");
        if (status.Length > MostBytes) throw new IOException($"{path}: must have at most {MostBytes} bytes, has {status.Length}");
    }
}
