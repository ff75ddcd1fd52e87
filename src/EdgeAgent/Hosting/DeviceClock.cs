using System.Runtime.InteropServices;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Hosting;

/// <summary>The present as the core is told it. Thread-safe.</summary>
/// <param name="wall">Source of the wall clock.</param>
/// <param name="offsetMs">What the store adds to CLOCK_BOOTTIME so that device time never goes back.</param>
/// <param name="vouched">An operator's word on the clock; null to ask the kernel.</param>
public sealed partial class DeviceClock(TimeProvider wall, long offsetMs, ClockTrust? vouched = null)
{
    // clock_gettime(2), adjtimex(2).
    private const int Monotonic = 1;
    private const int BootTime = 7;
    private const int ClockUnsynchronised = 5;

    public Timestamp Now() => new(wall.GetUtcNow(), BootTimeMs() + offsetMs, vouched ?? KernelTrust());

    /// <summary>Device time as CLOCK_BOOTTIME, which the documents carry as <c>up_ms</c>.</summary>
    public long ToBootTime(long uptimeMs) => uptimeMs - offsetMs;

    /// <summary>Milliseconds since the kernel started, sleep included.</summary>
    public static long BootTimeMs()
    {
        _ = ClockGetTime(BootTime, out var time);
        return ((long)time.Seconds * 1000) + ((long)time.Nanoseconds / 1_000_000);
    }

    /// <summary>Milliseconds that the machine has slept since the kernel started.</summary>
    public static long SleptMs()
    {
        _ = ClockGetTime(Monotonic, out var awake);
        return BootTimeMs() - (((long)awake.Seconds * 1000) + ((long)awake.Nanoseconds / 1_000_000));
    }

    /// <summary>Names this run of the kernel; another one after each boot.</summary>
    public static string BootId()
    {
        const string path = "/proc/sys/kernel/random/boot_id";
        return File.Exists(path) ? File.ReadAllText(path).Trim() : "unknown";
    }

    /// <summary>
    /// The kernel knows whether something disciplines its clock. Where nothing does, a battery-backed clock chip may have set it: a PC
    /// has one always (also where a container hides it), a small board only when its driver says so.
    /// </summary>
    public static ClockTrust KernelTrust()
    {
        Span<byte> timex = stackalloc byte[512];
        timex.Clear();
        int state = AdjustTime(timex);
        if (state is >= 0 and < ClockUnsynchronised) return ClockTrust.Ntp;
        return HasClockChip.Value ? ClockTrust.Rtc : ClockTrust.Unsynced;
    }

    private static readonly Lazy<bool> HasClockChip = new(() =>
        RuntimeInformation.OSArchitecture is Architecture.X64 or Architecture.X86
        || (File.Exists("/sys/class/rtc/rtc0/hctosys") && File.ReadAllText("/sys/class/rtc/rtc0/hctosys").Trim() == "1"));

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    private static partial int AdjustTime(Span<byte> timex);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
