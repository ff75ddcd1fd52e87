using System.Runtime.InteropServices;
using EdgeAgent.Core.Time;
using EdgeAgent.Native;

namespace EdgeAgent.Hosting;

/// <summary>Reads the present time on both clocks. Thread-safe.</summary>
/// <param name="wall">Source of the wall clock.</param>
/// <param name="offsetMs">Device time minus CLOCK_BOOTTIME, ms, from the store.</param>
/// <param name="vouched">Trust in the wall clock by configuration; null: the kernel decides.</param>
public sealed class DeviceClock(TimeProvider wall, long offsetMs, ClockTrust? vouched = null)
{
    // TIME_ERROR of adjtimex(2).
    private const int ClockUnsynchronised = 5;

    public Timestamp Now() => new(wall.GetUtcNow(), BootClock.Now + offsetMs, vouched ?? KernelTrust());

    /// <summary>Id of this boot of the machine; each boot has another one.</summary>
    public static string BootId()
    {
        const string path = "/proc/sys/kernel/random/boot_id";
        if (File.Exists(path)) return File.ReadAllText(path).Trim();
        return "unknown";
    }

    /// <summary>
    /// The kernel reports whether its clock is synchronised. When it is not, a battery-backed clock chip may have set it: a PC always has
    /// one, also when a container hides it; a small board has one when its driver reports that it set the clock.
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
