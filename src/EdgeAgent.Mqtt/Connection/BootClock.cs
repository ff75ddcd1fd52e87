using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EdgeAgent.Mqtt.Connection;

/// <summary>Milliseconds since the machine was started, sleep included: .NET's own monotonic clock stands still in suspend, a keep-alive does not.</summary>
internal static partial class BootClock
{
    internal const int ClockRealtime = 0; // linux/time.h
    internal const int ClockBoottime = 7;
    private const int ClockMonotonic = 1;

    public static long Now => Read(ClockBoottime);

    /// <summary>The same without sleep.</summary>
    public static long MonotonicNow => Read(ClockMonotonic);

    private static long Read(int clock) => OperatingSystem.IsLinux() && ClockGetTime(clock, out var t) == 0
        ? t.Seconds * 1000L + t.Nanoseconds / 1_000_000
        : (long)Stopwatch.GetElapsedTime(0).TotalMilliseconds;

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
