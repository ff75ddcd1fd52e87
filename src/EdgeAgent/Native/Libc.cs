using System.Runtime.InteropServices;

namespace EdgeAgent.Native;

/// <summary>
/// The libc calls of the whole program, under their C names. Constants are Linux uAPI values, the same on x86-64, arm64 and arm. A result
/// below zero means that <see cref="Errno"/> holds the error.
/// </summary>
internal static unsafe partial class Libc
{
    public const int SigHup = 1;
    public const int SigKill = 9;
    public const int SigTerm = 15;
    public const int SigCont = 18;
    public const int SigStop = 19;

    public const short PollIn = 0x1;
    public const short PollPri = 0x2;
    public const short PollOut = 0x4;
    public const short PollErr = 0x8;
    public const short PollHup = 0x10;

    public const int OReadOnly = 0;
    public const int OReadWrite = 2;
    public const int ONonBlock = 0x800;
    public const int OCloExec = 0x80000;
    public const int FDupFdCloExec = 1030;
    public const int ClockRealtime = 0;
    public const int ClockMonotonic = 1;
    public const int ClockBoottime = 7;
    public const int WNoHang = 1;

    /// <summary>pidfd_open(2), Linux 5.3; the number is the same on all architectures.</summary>
    private const int SysPidfdOpen = 434;

    /// <summary>Room for a struct whose size differs between libraries: glibc needs 336 bytes, musl less.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Opaque
    {
        private fixed long _space[64];
    }

    [LibraryImport("libc")]
    private static partial int capget(uint* header, uint* sets);

    [LibraryImport("libc")]
    private static partial int capset(uint* header, uint* sets);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int pipe2(int* fds, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fcntl(int fd, int command, nint argument);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint read(int fd, byte* buffer, nint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint write(int fd, byte* buffer, nint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int close(int fd);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int poll(PollFd* fds, ulong count, int timeoutMs);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int eventfd(uint initial, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int open(string path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int access(string path, int mode);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int ioctl(int fd, nuint request, void* argument);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int ioctl(int fd, nuint request, nint argument);

    [LibraryImport("libc", SetLastError = true)]
    public static partial long lseek(int fd, long offset, int whence);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int socket(int family, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int bind(int socket, void* address, int length);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int clock_gettime(int clock, TimeSpec* time);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int timerfd_create(int clock, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int timerfd_settime(int timer, int flags, TimerSpec* setting, TimerSpec* old);

    /// <summary>struct timex is at most 208 bytes; give it 256, zeroed. Mode 0 only reads.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int adjtimex(byte* timex);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int prctl(int option, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fsync(int fd);

    /// <summary>Replaces this process; returns only when it cannot.</summary>
    /// <param name="arguments">The first one is the program's name, the last one null.</param>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int execv(string path, string?[] arguments);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int flock(int fd, int operation);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int kill(int pid, int signal);

    /// <summary>rusage begins with user and system time (seconds, microseconds) and the peak memory in KiB, each a C long.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int wait4(int pid, int* status, int options, nint* rusage);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint pread(int fd, byte* buffer, nint count, nint offset);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int setpriority(int which, int who, int nice);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint syscall3(nint number, nint a, nint b, nint c);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint getxattr(string path, string name, byte* value, nint size);

    [LibraryImport("libc")]
    public static partial uint geteuid();

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int posix_spawn(int* pid, string path, Opaque* actions, Opaque* attributes, byte** argv, byte** envp);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_init(Opaque* actions);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_destroy(Opaque* actions);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_adddup2(Opaque* actions, int from, int to);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int posix_spawn_file_actions_addopen(Opaque* actions, int fd, string path, int flags, int mode);

    /// <summary>glibc 2.29, musl 1.1.24.</summary>
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int posix_spawn_file_actions_addchdir_np(Opaque* actions, string path);

    /// <summary>glibc 2.34; absent in musl.</summary>
    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_addclosefrom_np(Opaque* actions, int from);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_init(Opaque* attributes);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_destroy(Opaque* attributes);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setflags(Opaque* attributes, short flags);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setsigdefault(Opaque* attributes, Opaque* signals);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setsigmask(Opaque* attributes, Opaque* signals);

    [LibraryImport("libc")]
    public static partial int sigfillset(Opaque* signals);

    [LibraryImport("libc")]
    public static partial int sigemptyset(Opaque* signals);

    /// <summary>A descriptor that becomes readable when the process ends; -1 with errno when there is no such process.</summary>
    public static int PidFdOpen(int pid) => (int)syscall3(SysPidfdOpen, pid, 0, 0);

    /// <summary>Whether capset(2) is permitted; it is tried with the thread's present capabilities.</summary>
    public static bool MaySetCapabilities()
    {
        const uint version3 = 0x20080522; // _LINUX_CAPABILITY_VERSION_3: two sets of three words
        uint* header = stackalloc uint[] { version3, 0 };
        uint* sets = stackalloc uint[6];
        return capget(header, sets) == 0 && capset(header, sets) == 0;
    }

    /// <summary>ioprio_set(2) for one process. Its number depends on the architecture; on an unknown one this does nothing.</summary>
    public static void IoPriority(int pid, int ioClass, int level)
    {
        int number = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => 251,
            Architecture.Arm64 => 30,
            Architecture.Arm => 314,
            _ => -1,
        };
        const int whoProcess = 1;
        if (number >= 0) _ = syscall3(number, whoProcess, pid, (ioClass << 13) | level);
    }

    public static int Errno => Marshal.GetLastPInvokeError();

    public static string Message(int errno) => Marshal.GetPInvokeErrorMessage(errno);
}
