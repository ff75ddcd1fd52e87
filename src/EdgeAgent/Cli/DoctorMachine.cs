using System.Globalization;
using EdgeAgent.Sensors;
using EdgeAgent.Sensors.Boards;
using EdgeAgent.Sensors.Buses;
using EdgeAgent.Sensors.Machine;
using EdgeAgent.Sensors.Sysfs;
using EdgeAgent.Sleep;

namespace EdgeAgent.Cli;

/// <summary>Checks GPIO chips, the kernel's supplies, the clock and sleep.</summary>
internal static class DoctorMachine
{
    internal static IEnumerable<DoctorCheck> Gpio(MachineRoots roots, BoardPreset? board)
    {
        bool isNeeded = board?.Lines.Count > 0;
        var chips = LinuxGpioDriver.Chips(roots.Dev);
        if (chips.Count == 0 && isNeeded)
        {
            yield return DoctorCheck.Fail("gpio", $"no GPIO chip below {roots.Dev}", "the board's power line needs the GPIO character device: use a kernel of 5.10 or later with it");
        }

        foreach (string path in chips) yield return GpioChip(path, isNeeded);
    }

    private static DoctorCheck GpioChip(string path, bool isNeeded)
    {
        try
        {
            using var chip = new LinuxGpioDriver(path);
            return DoctorCheck.Ok("gpio", $"{path}: {chip.Label}, {chip.LineCount} lines");
        }
        catch (GpioException e)
        {
            return DoctorCheck.FromFault("gpio", isNeeded ? DoctorLevel.Fail : DoctorLevel.Warn, e.Message);
        }
    }

    /// <summary>Whether the machine has its own battery; those of peripherals do not count.</summary>
    internal static bool HasSystemBattery(MachineRoots roots) => PowerSupplySysfs.HasBattery(roots);

    internal static IEnumerable<DoctorCheck> SupplyFiles(MachineRoots roots) =>
        Supplies(roots).Select(folder => SupplyRoles.Of(folder, Path.Combine(roots.Sys, "class/typec")) switch
        {
            SupplyRole.Battery => Battery(folder),
            SupplyRole.Charger => DoctorCheck.Ok("supply", $"{Path.GetFileName(folder)}: {Type(folder)}, {(SysAttribute.Text(Path.Combine(folder, "online")) == "0" ? "off line" : "on line")}"),
            SupplyRole.SourcingPort => DoctorCheck.Ok("supply", $"{Path.GetFileName(folder)}: {Type(folder)}, gives power to something else; not counted as a charger"),
            SupplyRole.Foreign => DoctorCheck.Ok("supply", $"{Path.GetFileName(folder)}: {Type(folder)}, belongs to another device; not counted"),
        });

    private static DoctorCheck Battery(string folder)
    {
        string name = Path.GetFileName(folder);
        if (SupplyDoubt.OfUnits(folder) is { } doubt)
        {
            return DoctorCheck.Warn("supply", $"{name}: {doubt}", "update the kernel; or measure the pack with a chip of your own (Power:Board, Power:Chips)");
        }

        double capacity = SysAttribute.Number(Path.Combine(folder, "capacity"), 1);
        string status = SysAttribute.Text(Path.Combine(folder, "status")) ?? "status unknown";
        if (double.IsNaN(capacity))
        {
            return DoctorCheck.Warn("supply", $"{name}: battery, charge unknown, {status}", "the driver gives no state of charge: set Power:Chemistry, Cells and CapacityMah so that it can be estimated from the voltage");
        }

        return DoctorCheck.Ok("supply", string.Create(CultureInfo.InvariantCulture, $"{name}: battery, {capacity:0} %, {status}"));
    }

    private static string Type(string folder) => SysAttribute.Text(Path.Combine(folder, "type")) ?? "Unknown";

    internal static DoctorCheck Clock(MachineRoots roots, ClockFacts clock)
    {
        bool hasRtc = SysAttribute.Folders(Path.Combine(roots.Sys, "class/rtc")).Count > 0;
        if (clock.Year < 2024)
        {
            return DoctorCheck.Fail("clock", $"the year is {clock.Year}", "start a time service: apt install systemd-timesyncd && timedatectl set-ntp true, and check that UDP port 123 gets out");
        }

        if (clock.IsSynchronized && hasRtc) return DoctorCheck.Ok("clock", "disciplined by network time, clock chip present");
        if (clock.IsSynchronized) return DoctorCheck.Ok("clock", "disciplined by network time, no clock chip");
        if (hasRtc)
        {
            return DoctorCheck.Warn("clock", "not synchronised since boot; set from a clock chip", "timedatectl set-ntp true; until then calendar triggers run by the clock chip");
        }

        return DoctorCheck.Warn("clock", "not synchronised since boot, and no clock chip", "timedatectl set-ntp true (or add a clock chip with dtoverlay=i2c-rtc,ds3231); until then calendar triggers wait, delays and back-off run");
    }

    /// <summary>Checks the preconditions of sleep without sleeping; whether the machine wakes can be seen only by a sleep.</summary>
    internal static DoctorCheck Sleep(SleepOptions options, MachineRoots roots)
    {
        if (options.Method == SleepMethod.Simulated) return DoctorCheck.Ok("sleep", "the simulated board sleeps in play");
        if (options.Create(roots, TimeProvider.System, null, static () => { }).Fault() is { } fault)
        {
            return DoctorCheck.FromFault("sleep", DoctorLevel.Fail, fault);
        }

        if (options.Method == SleepMethod.Command) return DoctorCheck.Ok("sleep", $"by {options.Command}");
        return DoctorCheck.Ok("sleep", $"to '{options.State}', woken by rtc{options.Rtc}");
    }

    private static IReadOnlyList<string> Supplies(MachineRoots roots) => SysAttribute.Folders(Path.Combine(roots.Sys, "class/power_supply"));
}
