using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Native;

/// <summary>Reads small files of the configuration: password, certificates, headers. Links are followed.</summary>
internal static class SmallFile
{
    // Four times the size of a system's bundle of trusted certificates.
    private const int MostBytes = 1024 * 1024;

    /// <exception cref="IOException">The file cannot be read, is not a regular file, or is too large.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static string ReadText(string path)
    {
        Check(path);
        return File.ReadAllText(path);
    }

    /// <summary>Checks a file before it is read: a FIFO would block its reader for ever, and a device could fill the memory.</summary>
    /// <exception cref="IOException">It is not a regular file, or is too large. A file that cannot be opened passes the check.</exception>
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
