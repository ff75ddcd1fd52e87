using System.Runtime.InteropServices;

namespace EdgeAgent.Native;

/// <summary>prlimit64(2) for another process. It is called by its number, because libc's prlimit has other types on 32-bit systems.</summary>
internal static unsafe partial class ResourceLimits
{
    public const int Data = 2;

    /// <summary>Limit of file locks. Linux does not enforce it since 2.4.25, but children still inherit it.</summary>
    public const int Locks = 10;

    private static readonly int Number = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 302,
        Architecture.Arm => 369,
        _ => 261,
    };

    public static bool TrySet(int pid, int resource, ulong value)
    {
        ulong* limit = stackalloc ulong[] { value, value };
        return syscall(Number, pid, resource, limit, null) == 0;
    }

    /// <summary>The hard limit; null for a process that has ended or belongs to another user.</summary>
    public static ulong? Get(int pid, int resource)
    {
        ulong* limit = stackalloc ulong[2];
        if (syscall(Number, pid, resource, null, limit) == 0) return limit[1];
        return null;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint pid, nint resource, ulong* newLimit, ulong* oldLimit);
}
