using EdgeAgent.Sensors;
using EdgeAgent.Sensors.Machine;
using EdgeAgent.Sensors.Sysfs;
using static EdgeAgent.Hil.Checks;

namespace EdgeAgent.Hil;

/// <summary>The kernel's own supplies (test_power) and thermal zone.</summary>
internal static class SupplyChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    internal static IReadOnlyList<Check> All { get; } =
    [
        new("The kernel's battery is read with charge, voltage and status", () =>
        {
            Set(("battery_capacity", "17"), ("battery_status", "discharging"), ("battery_voltage", "3650000"), ("ac_online", "off"), ("usb_online", "off"));
            using var sensor = new PowerSupplySysfs(MachineRoots.Real);
            var reading = GpioChecks.Read(sensor);
            Near(17, reading.SocPct, 0, "state of charge");
            Near(3.65, reading.VoltageV, 1e-6, "voltage");
            Same((ChargeStatus.Discharging, Presence.Absent), (reading.Status, reading.ExternalPower), "status");
        }),
        new("Plugging in wakes the sampler by an announcement of the kernel", () =>
        {
            Set(("ac_online", "off"), ("battery_status", "discharging"));
            using var wake = new AutoResetEvent(false);
            using var sensor = new PowerSupplySysfs(MachineRoots.Real);
            sensor.Start(() => wake.Set());
            Same(Presence.Absent, GpioChecks.Read(sensor).ExternalPower, "external power");
            Set(("ac_online", "on"), ("battery_status", "charging"));
            That(wake.WaitOne(Patience), "no wake-up");
            var reading = GpioChecks.Read(sensor);
            Same((ChargeStatus.Charging, Presence.Present), (reading.Status, reading.ExternalPower), "status");
        }),
        new("A full battery on external power is full", () =>
        {
            Set(("ac_online", "on"), ("battery_status", "full"), ("battery_capacity", "100"));
            using var sensor = new PowerSupplySysfs(MachineRoots.Real);
            Same((ChargeStatus.Full, Presence.Present), (GpioChecks.Read(sensor).Status, GpioChecks.Read(sensor).ExternalPower), "status");
        }),
        new("The thermal zone's heat reaches the machine's state", () =>
        {
            Devices.Run("thermal", "71500");
            // The guest's only zone is called after its battery; a processor's is looked for by name.
            string zone = Directory.CreateTempSubdirectory("hil-").CreateSubdirectory("class/thermal/thermal_zone0").FullName;
            File.WriteAllText(Path.Combine(zone, "type"), "cpu-thermal\n");
            File.CreateSymbolicLink(Path.Combine(zone, "temp"), "/sys/class/thermal/thermal_zone0/temp");
            var roots = MachineRoots.Real with { Sys = Path.GetFullPath(Path.Combine(zone, "../../..")) };
            using var monitor = new SystemMonitor(roots, new SystemMonitorSettings { DataDirectory = "/tmp" });
            Near(71.5, monitor.Sample(GpioChecks.Now).CpuTemperatureC ?? double.NaN, 0.5, "temperature");
            Devices.Run("thermal", "0");
        }),
    ];

    internal static void Set(params (string Name, string Value)[] values)
    {
        foreach (var (name, value) in values) Devices.Run("battery", name, value);
    }
}
