using System.Globalization;
using System.Text;
using EdgeAgent.Sensors;
using EdgeAgent.Sensors.Machine;

namespace EdgeAgent.Sleep;

/// <summary>
/// Suspends through <c>/sys/power/state</c> and wakes by the alarm of a clock chip (kernel: <c>admin-guide/pm/sleep-states</c>,
/// <c>Documentation/ABI/testing/sysfs-class-rtc</c>).
/// </summary>
/// <param name="sleptMs">Returns CLOCK_BOOTTIME minus CLOCK_MONOTONIC, ms: the time that the machine has slept.</param>
internal sealed class KernelSleep(MachineRoots roots, string state, int rtc, Func<long> sleptMs) : IDeviceSleep
{
    private readonly string _state = Path.Combine(roots.Sys, "power/state");
    private readonly string _alarm = Path.Combine(roots.Sys, $"class/rtc/rtc{rtc}/wakealarm");

    public bool MaySwitchOff => false;

    public string? Fault()
    {
        if (SysAttribute.Text(_state) is not { } offered) return $"{_state} cannot be read; this kernel cannot suspend: use Power:Sleep:Command, or switch Power:Sleep off";
        if (!offered.Split(' ').Contains(state)) return $"{_state} offers '{offered}', not '{state}'; set Power:Sleep:State to one of them";
        if (!File.Exists(_alarm)) return $"{_alarm} does not exist; the device needs a clock chip that can wake it (Power:Sleep:Rtc)";
        return Writable(_alarm) ?? Writable(_state);
    }

    public string? Sleep(TimeSpan length, Func<TimeSpan, bool> awaitShutdown)
    {
        long before = sleptMs();
        try
        {
            // While an alarm is set, the kernel refuses another one.
            Write(_alarm, "0");
            Write(_alarm, string.Create(CultureInfo.InvariantCulture, $"+{Math.Max(1, (long)length.TotalSeconds)}"));
            // Without an alarm the device would not wake.
            if (SysAttribute.Text(_alarm) is not { Length: > 0 }) return $"{_alarm} took no alarm; this clock chip cannot wake the device";
            Write(_state, state);
            Write(_alarm, "0");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"suspend failed: {e.Message}";
        }

        if (sleptMs() >= before + IDeviceSleep.LeastMs) return null;
        return "the kernel returned without having slept; a wake-up source was active: see /sys/kernel/debug/wakeup_sources";
    }

    private static string? Writable(string path)
    {
        try
        {
            // Opening an attribute of sysfs changes nothing.
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be written: {e.Message}; give the service the right, see deploy/systemd/edgeagent-sleep.conf";
        }
    }

    private static void Write(string path, string text)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(handle, Encoding.ASCII.GetBytes(text), 0);
    }
}
