using System.Runtime.InteropServices;

namespace EdgeAgent.Native;

/// <summary>What this process has used, threads that ended included (getrusage(2)).</summary>
internal static unsafe partial class ResourceUse
{
    private const int Self = 0;

    // struct rusage: two times of two longs each, then fourteen longs; ru_nvcsw is the thirteenth of them.
    private const int Longs = 18;
    private const int VoluntarySwitches = 16;

    /// <summary>How often its threads gave up the processor to wait; null when the kernel does not answer.</summary>
    public static long? VoluntaryContextSwitches()
    {
        nint* usage = stackalloc nint[Longs];
        if (getrusage(Self, usage) == 0) return usage[VoluntarySwitches];
        return null;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getrusage(int who, nint* usage);
}
