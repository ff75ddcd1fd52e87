using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EdgeAgent.Mqtt.Connection;

/// <summary>Milliseconds since the machine was started, sleep included: .NET's own monotonic clock stands still in suspend, a keep-alive does not.</summary>
internal static partial class BootClock
{
    internal const int ClockBoottime = 7; // linux/time.h

    public static long Now
    {
        get
        {
            if (OperatingSystem.IsLinux() && ClockGetTime(ClockBoottime, out var t) == 0)
                return t.Seconds * 1000L + t.Nanoseconds / 1_000_000;
            return (long)Stopwatch.GetElapsedTime(0).TotalMilliseconds;
        }
    }

    /// <summary>struct timespec: two words of the machine's size.</summary>
    internal struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;

        public static TimeSpec FromMilliseconds(long ms) => new() { Seconds = (nint)(ms / 1000), Nanoseconds = (nint)(ms % 1000 * 1_000_000) };
    }

    [SuppressGCTransition]
    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);
}
