using System.Runtime.InteropServices;

namespace EdgeAgent.Native;

/// <summary>prlimit64(2) for another process, by its number: the library's prlimit has other types on 32-bit systems.</summary>
internal static unsafe partial class ResourceLimits
{
    public const int Data = 2;

    /// <summary>File locks. Linux has not enforced it since 2.4.25, but still hands it down to children.</summary>
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

    /// <summary>The hard limit; null for a process that is gone or another user's.</summary>
    public static ulong? Get(int pid, int resource)
    {
        ulong* limit = stackalloc ulong[2];
        if (syscall(Number, pid, resource, null, limit) == 0) return limit[1];
        return null;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint pid, nint resource, ulong* newLimit, ulong* oldLimit);
}
