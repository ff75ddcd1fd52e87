using System.Diagnostics;

namespace EdgeAgent.Native;

/// <summary>Time since the boot of the machine in ms, including sleep. .NET's monotonic clock stands still in suspend, but a keep-alive must not.</summary>
internal static class BootClock
{
    public static long Now => Read(Libc.ClockBoottime);

    /// <summary>Time since the boot in ms, without sleep.</summary>
    public static long MonotonicNow => Read(Libc.ClockMonotonic);

    /// <summary>Time that the machine has slept since the boot, ms.</summary>
    public static long SleptMs() => Now - MonotonicNow;

    private static unsafe long Read(int clock)
    {
        TimeSpec time = default;
        bool isRead = OperatingSystem.IsLinux() && Libc.clock_gettime(clock, &time) == 0;
        if (isRead) return time.Milliseconds;
        return (long)Stopwatch.GetElapsedTime(0).TotalMilliseconds;
    }
}
