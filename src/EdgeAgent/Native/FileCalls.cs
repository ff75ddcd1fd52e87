using System.Runtime.InteropServices;

namespace EdgeAgent.Native;

/// <summary>System calls with a folder's descriptor and a name in it, so that replacing the folder has no effect.</summary>
internal static unsafe partial class FileCalls
{
    public const int AtFdCwd = -100;
    public const int AtRemoveDir = 0x200;
    public const int OPath = 0x200000;
    public const int OWrOnly = 0x1;
    public const int OCreat = 0x40;
    public const int OExcl = 0x80;
    public const int Exdev = 18;
    public const int Enoent = 2;
    public const int Eexist = 17;

    private const int AtSymlinkNoFollow = 0x100;
    private const int AtNoAutomount = 0x800;
    private const int AtEmptyPath = 0x1000;
    private const uint BasicStats = 0x7ff;

    // These two flags have other values on arm and arm64 than on x86.
    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64;

    public static int ODirectory { get; } = IsArm ? 0x4000 : 0x10000;

    public static int ONoFollow { get; } = IsArm ? 0x8000 : 0x20000;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(FileName.Marshaller))]
    public static partial int openat(int folder, string name, int flags, int mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(FileName.Marshaller))]
    public static partial int unlinkat(int folder, string name, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(FileName.Marshaller))]
    public static partial int mkdirat(int folder, string name, int mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(FileName.Marshaller))]
    public static partial int renameat(int fromFolder, string from, int toFolder, string to);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(FileName.Marshaller))]
    private static partial nint readlinkat(int folder, string name, byte* buffer, nint size);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(FileName.Marshaller))]
    private static partial int statx(int folder, string name, int flags, uint mask, byte* result);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(FileName.Marshaller))]
    private static partial int statvfs(string path, ulong* result);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint getdents64(nint number, nint fd, byte* buffer, nint size);

    /// <summary>Status of <paramref name="name"/> in the folder, or of the descriptor itself for an empty name; links are not followed.</summary>
    public static FileStatus? Status(int folder, string name)
    {
        // struct statx is the same everywhere: attributes 64 bits at 8, links 32 at 16, mode 16 at 28, inode 64 at 32, size 64 at 40,
        // blocks of 512 bytes 64 at 48, mtime at 112, device at 136.
        const ulong isMountRoot = 0x2000;
        byte* s = stackalloc byte[256];
        if (statx(folder, name, AtSymlinkNoFollow | AtNoAutomount | (name.Length == 0 ? AtEmptyPath : 0), BasicStats, s) != 0) return null;
        int mode = *(ushort*)(s + 28);
        var id = new FileId(*(uint*)(s + 136), *(uint*)(s + 140), *(ulong*)(s + 32));
        var modified = DateTime.UnixEpoch.AddTicks((*(long*)(s + 112) * TimeSpan.TicksPerSecond) + (*(uint*)(s + 120) / 100));
        return new FileStatus(id, KindOf(mode), *(long*)(s + 40), modified, mode & 0xfff)
        {
            Allocated = *(long*)(s + 48) * 512,
            Links = *(uint*)(s + 16),
            IsMountRoot = (*(ulong*)(s + 8) & isMountRoot) != 0,
        };
    }

    /// <summary>Status of an open file.</summary>
    public static FileStatus? Status(SafeHandle file) => Status((int)file.DangerousGetHandle(), "");

    /// <summary>Used inodes, 0 to 100 percent; null when the file system has no fixed number of inodes, and on 32-bit systems.</summary>
    public static double? InodesUsedPct(string path)
    {
        // struct statvfs has words of 64 bits on 64-bit systems only: f_files is the sixth, f_favail the eighth.
        const int words = 32, files = 5, available = 7;
        if (nint.Size != sizeof(ulong)) return null;
        ulong* s = stackalloc ulong[words];
        if (statvfs(path, s) != 0 || s[files] == 0) return null;
        return Math.Clamp(100 * (1 - ((double)s[available] / s[files])), 0, 100);
    }

    public static string? LinkTarget(int folder, string name)
    {
        const int longest = 4096;
        byte* buffer = stackalloc byte[longest];
        nint length = readlinkat(folder, name, buffer, longest);
        if (length < 0) return null;
        return FileName.Of(new ReadOnlySpan<byte>(buffer, (int)length));
    }

    /// <summary>The names in an open folder, without <c>.</c> and <c>..</c>.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static List<string> Names(int fd)
    {
        const int size = 32 * 1024, lengthAt = 16, nameAt = 19;
        int number = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 or Architecture.Arm => 217,
            _ => 61,
        };
        byte[] memory = new byte[size];
        var names = new List<string>();
        fixed (byte* buffer = memory)
        {
            nint read;
            while ((read = getdents64(number, fd, buffer, size)) > 0)
            {
                for (nint at = 0; at < read; at += *(ushort*)(buffer + at + lengthAt))
                {
                    string name = FileName.Of(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(buffer + at + nameAt));
                    if (name is not ("." or "..")) names.Add(name);
                }
            }

            if (read == 0) return names;
            throw new IOException($"cannot list the folder: {Libc.Message(Libc.Errno)}");
        }
    }

    private static FileKind KindOf(int mode) => (mode & 0xf000) switch
    {
        0x8000 => FileKind.Regular,
        0x4000 => FileKind.Folder,
        0xa000 => FileKind.Link,
        _ => FileKind.Special,
    };
}
