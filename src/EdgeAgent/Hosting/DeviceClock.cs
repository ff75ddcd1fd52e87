using System.Runtime.InteropServices;
using EdgeAgent.Core.Time;
using EdgeAgent.Native;

namespace EdgeAgent.Hosting;

/// <summary>The current time as the core receives it. Thread-safe.</summary>
/// <param name="wall">Source of the wall clock.</param>
/// <param name="offsetMs">What the store adds to CLOCK_BOOTTIME so that device time never goes back.</param>
/// <param name="vouched">An operator's word on the clock; null to ask the kernel.</param>
public sealed class DeviceClock(TimeProvider wall, long offsetMs, ClockTrust? vouched = null)
{
    // TIME_ERROR of adjtimex(2).
    private const int ClockUnsynchronised = 5;

    public Timestamp Now() => new(wall.GetUtcNow(), BootClock.Now + offsetMs, vouched ?? KernelTrust());

    /// <summary>Names this run of the kernel; another one after each boot.</summary>
    public static string BootId()
    {
        const string path = "/proc/sys/kernel/random/boot_id";
        if (File.Exists(path)) return File.ReadAllText(path).Trim();
        return "unknown";
    }

    /// <summary>
    /// The kernel knows whether something disciplines its clock. Where nothing does, a battery-backed clock chip may have set it: a PC
    /// has one always (also where a container hides it), a small board only when its driver says so.
    /// </summary>
    public static unsafe ClockTrust KernelTrust()
    {
        byte* timex = stackalloc byte[256];
        new Span<byte>(timex, 256).Clear();
        int state = Libc.adjtimex(timex);
        if (state is >= 0 and < ClockUnsynchronised) return ClockTrust.Ntp;
        if (HasClockChip.Value) return ClockTrust.Rtc;
        return ClockTrust.Unsynced;
    }

    private static readonly Lazy<bool> HasClockChip = new(() =>
        RuntimeInformation.OSArchitecture is Architecture.X64 or Architecture.X86
        || (File.Exists("/sys/class/rtc/rtc0/hctosys") && File.ReadAllText("/sys/class/rtc/rtc0/hctosys").Trim() == "1"));
}
