using EdgeAgent.Native;

namespace EdgeAgent.Cli;

/// <summary>State of the kernel's clock.</summary>
internal readonly record struct ClockFacts(bool IsSynchronized, int Year)
{
    /// <summary>
    /// Reads the state with adjtimex(2): TIME_ERROR (5) and STA_UNSYNC mean that no time service synchronises the clock. The file of
    /// systemd-timesyncd counts too, because it also exists during a leap smear.
    /// </summary>
    internal static unsafe ClockFacts Read(TimeProvider time, string runFolder = "/run")
    {
        // struct timex is 208 bytes on 64 bit and less on 32 bit; modes (int) at offset 0 = 0 only reads. status: offset 40 on 64 bit, 20 on 32 bit.
        byte* timex = stackalloc byte[256];
        new Span<byte>(timex, 256).Clear();
        int state = Libc.adjtimex(timex);
        int status = *(int*)(timex + (nint.Size == 8 ? 40 : 20));
        const int timeError = 5, unsynchronized = 0x0040;
        bool kernel = state >= 0 && state != timeError && (status & unsynchronized) == 0;
        bool stamp = File.Exists(Path.Combine(runFolder, "systemd/timesync/synchronized"));
        return new ClockFacts(kernel || stamp, time.GetUtcNow().Year);
    }
}
