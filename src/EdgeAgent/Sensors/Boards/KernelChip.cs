using EdgeAgent.Core.Power;
using EdgeAgent.Sensors.Machine;
using EdgeAgent.Sensors.Sysfs;

namespace EdgeAgent.Sensors.Boards;

/// <summary>
/// Reads a chip through the files of its kernel driver: power_supply, hwmon and iio. Sources: Documentation/ABI/testing/sysfs-class-power,
/// sysfs-class-hwmon and sysfs-bus-iio of the Linux kernel. Units: power_supply µV, µA, µAh, 0.1 °C; hwmon mV, mA, m°C; iio raw x scale mV.
/// </summary>
internal static class KernelChip
{
    /// <summary>Whether the driver has files that this class can read; a bound driver may have none.</summary>
    internal static bool HasFiles(string device) =>
        Supplies(device).Count + Monitors(device).Count + Converters(device).Count > 0;

    /// <summary>A reading from all files of the device; NaN and Unknown for values without a file.</summary>
    /// <exception cref="IOException">No value could be read, because the chip does not answer its driver.</exception>
    internal static PowerReading Read(string device, ChipSpec spec)
    {
        var reading = new PowerReading();
        foreach (string folder in Supplies(device)) reading = ReadSupply(reading, folder);
        foreach (string folder in Monitors(device)) reading = ReadMonitor(reading, folder, spec);
        foreach (string folder in Converters(device)) reading = ReadConverter(reading, folder, spec);
        if (reading == new PowerReading())
        {
            throw new IOException($"{Path.GetFileName(device)}: its kernel driver gives no readings; the chip does not answer: check power and wires, then dmesg");
        }

        return reading;
    }

    private static PowerReading ReadSupply(PowerReading reading, string folder)
    {
        double Value(string name, double unit) => SysAttribute.Number(Path.Combine(folder, name), unit);
        string? online = SysAttribute.Text(Path.Combine(folder, "online"));
        if (SysAttribute.Text(Path.Combine(folder, "type")) != "Battery")
        {
            var input = online switch { "0" => Presence.Absent, null => Presence.Unknown, _ => Presence.Present };
            if (reading.Status == ChargeStatus.Unknown) reading = reading with { Status = Status(folder) };
            return reading with { ExternalPower = input };
        }
        if (SupplyDoubt.OfUnits(folder) is { } doubt) throw new IOException($"{Path.GetFileName(folder)}: {doubt}");
        return reading with
        {
            VoltageV = Value("voltage_now", 1e-6),
            CurrentA = Value("current_now", 1e-6),
            SocPct = Percent(Value("capacity", 1)),
            TemperatureC = Value("temp", 0.1),
            FullCapacityMah = Value("charge_full", 1e-3),
            Status = Status(folder),
            Battery = SysAttribute.Text(Path.Combine(folder, "present")) switch { "0" => Presence.Absent, "1" => Presence.Present, _ => Presence.Unknown },
        };
    }

    // The driver max17040 reports up to 110 for a full pack, as the chip does.
    private static double Percent(double value)
    {
        if (value is > 100 and <= 110) return 100;
        return value;
    }

    private static ChargeStatus Status(string folder) => SysAttribute.Text(Path.Combine(folder, "status")) switch
    {
        "Charging" => ChargeStatus.Charging,
        "Discharging" => ChargeStatus.Discharging,
        "Full" => ChargeStatus.Full,
        "Not charging" => ChargeStatus.NotCharging,
        _ => ChargeStatus.Unknown,
    };

    private static PowerReading ReadMonitor(PowerReading reading, string folder, ChipSpec spec)
    {
        double celsius = SysAttribute.Number(Path.Combine(folder, "temp1_input"), 1e-3);
        if (!double.IsNaN(celsius)) reading = reading with { TemperatureC = celsius };
        int channel = spec.Type == "ina3221" ? spec.Channel : 1;
        double volts = SysAttribute.Number(Path.Combine(folder, $"in{channel}_input"), 1e-3);
        double amperes = SysAttribute.Number(Path.Combine(folder, $"curr{channel}_input"), 1e-3);
        if (double.IsNaN(volts)) return reading;
        return spec.Shunt.Into(reading, volts, amperes * ShuntCorrection(folder, channel, spec) * spec.Shunt.Direction);
    }

    // The driver divides by the shunt of the device tree (10 mΩ by default), which may differ from the shunt on the board.
    private static double ShuntCorrection(string folder, int channel, ChipSpec spec)
    {
        double assumed = SysAttribute.Number(Path.Combine(folder, spec.Type == "ina3221" ? $"shunt{channel}_resistor" : "shunt_resistor"), 1e-6);
        if (assumed > 0) return assumed / spec.Shunt.ShuntOhms;
        return 1;
    }

    private static PowerReading ReadConverter(PowerReading reading, string folder, ChipSpec spec)
    {
        double raw = SysAttribute.Number(Path.Combine(folder, $"in_voltage{spec.Channel}_raw"), 1);
        string? scale = SysAttribute.Text(Path.Combine(folder, $"in_voltage{spec.Channel}_scale")) ?? SysAttribute.Text(Path.Combine(folder, "in_voltage_scale"));
        if (double.TryParse(scale, System.Globalization.CultureInfo.InvariantCulture, out double millivolts) && !double.IsNaN(raw))
        {
            return reading with { VoltageV = raw * millivolts * 1e-3 * spec.DividerRatio };
        }

        return reading;
    }

    private static IReadOnlyList<string> Supplies(string device) => SysAttribute.Folders(Path.Combine(device, "power_supply"));

    private static IReadOnlyList<string> Monitors(string device) => SysAttribute.Folders(Path.Combine(device, "hwmon"));

    private static IReadOnlyList<string> Converters(string device) =>
        [.. SysAttribute.Folders(device).Where(f => Path.GetFileName(f).StartsWith("iio:device", StringComparison.Ordinal))];
}
