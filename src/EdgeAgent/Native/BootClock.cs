using System.Diagnostics;

namespace EdgeAgent.Native;

/// <summary>Milliseconds since the machine was started, sleep included: .NET's own monotonic clock stands still in suspend, a keep-alive does not.</summary>
internal static class BootClock
{
    public static long Now => Read(Libc.ClockBoottime);

    /// <summary>The same without sleep.</summary>
    public static long MonotonicNow => Read(Libc.ClockMonotonic);

    /// <summary>Milliseconds that the machine has slept since it was started.</summary>
    public static long SleptMs() => Now - MonotonicNow;

    private static unsafe long Read(int clock)
    {
        TimeSpec time = default;
        bool isRead = OperatingSystem.IsLinux() && Libc.clock_gettime(clock, &time) == 0;
        if (isRead) return time.Milliseconds;
        return (long)Stopwatch.GetElapsedTime(0).TotalMilliseconds;
    }
}
