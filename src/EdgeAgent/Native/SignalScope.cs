using System.Runtime.InteropServices;

namespace EdgeAgent.Native;

/// <summary>
/// Prevents a thread and all processes that it starts from signalling and tracing other processes (Landlock, Linux 6.12). It needs
/// NoNewPrivileges or CAP_SYS_ADMIN.
/// </summary>
internal static unsafe partial class SignalScope
{
    // Numbers of landlock(7), the same on all architectures.
    private const int CreateRuleset = 444;
    private const int RestrictSelf = 446;
    private const int AbiWithSignals = 6;
    private const ulong ScopeSignal = 2;

    /// <summary>Null when the kernel supports it, else the reason.</summary>
    public static string? Missing()
    {
        const nint askVersion = 1;
        nint abi = syscall(CreateRuleset, 0, 0, askVersion);
        if (abi < 0) return $"the kernel has no Landlock ({Libc.Message(Libc.Errno)})";
        if (abi < AbiWithSignals) return "Linux 6.12 or later is needed";
        return null;
    }

    /// <summary>Confines the calling thread and blocks signals to it, because the processes that it starts may signal this thread.</summary>
    /// <returns>Null when the confinement is in force, else the reason.</returns>
    public static string? Enter()
    {
        if (Missing() is { } missing) return missing;
        var rules = new Ruleset { Scoped = ScopeSignal };
        int fd = (int)syscall(CreateRuleset, (nint)(&rules), sizeof(Ruleset), 0);
        if (fd < 0) return Libc.Message(Libc.Errno);
        bool isIn = syscall(RestrictSelf, fd, 0, 0) == 0;
        int errno = Libc.Errno;
        _ = Libc.close(fd);
        if (!isIn) return $"{Libc.Message(errno)}; NoNewPrivileges=yes in the unit allows it";
        HoldBack(1, 2, 3, 10, 12, 15);
        return null;
    }

    // The thread is in the same scope as the processes that it starts, so they may send it HUP, INT, QUIT, USR1, USR2 or TERM.
    private static void HoldBack(params ReadOnlySpan<int> signals)
    {
        Libc.Opaque set;
        _ = Libc.sigemptyset(&set);
        foreach (int signal in signals) _ = sigaddset(&set, signal);
        const int block = 0;
        _ = pthread_sigmask(block, &set, null);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint a, nint b, nint c);

    [LibraryImport("libc")]
    private static partial int sigaddset(Libc.Opaque* set, int signal);

    [LibraryImport("libc")]
    private static partial int pthread_sigmask(int how, Libc.Opaque* set, Libc.Opaque* before);

    [StructLayout(LayoutKind.Sequential)]
    private struct Ruleset
    {
        public ulong FileAccess;
        public ulong NetworkAccess;
        public ulong Scoped;
    }
}
