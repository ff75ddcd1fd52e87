using System.Runtime.InteropServices;

namespace EdgeAgent.Native;

/// <summary>Resource usage of this process, including threads that have ended (getrusage(2)).</summary>
internal static unsafe partial class ResourceUse
{
    private const int Self = 0;

    // struct rusage: two times of two longs each, then fourteen longs; ru_nvcsw is the thirteenth of them.
    private const int Longs = 18;
    private const int VoluntarySwitches = 16;

    /// <summary>Number of voluntary context switches of all threads; null when the call fails.</summary>
    public static long? VoluntaryContextSwitches()
    {
        nint* usage = stackalloc nint[Longs];
        if (getrusage(Self, usage) == 0) return usage[VoluntarySwitches];
        return null;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getrusage(int who, nint* usage);
}
