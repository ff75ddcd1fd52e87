using System.Globalization;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Machine;

namespace EdgeAgent.Sensors.Boards;

/// <summary>
/// Pack voltage at an input of an industrial-I/O converter (<c>/sys/bus/iio/devices</c>, Documentation/ABI/testing/sysfs-bus-iio: (raw + offset) x scale
/// in mV).
/// </summary>
internal sealed class IioVoltageSensor(IioSpec spec, MachineRoots roots) : IPowerSensor
{
    public string Name { get; } = $"iio@{spec.Device}/{spec.Channel}";

    public void Start(Action wake)
    {
    }

    public bool TryRead(in Timestamp now, out PowerReading reading, out string? fault)
    {
        reading = new PowerReading();
        string? folder = SysAttribute.Folders(Path.Combine(roots.Sys, "bus/iio/devices"))
            .FirstOrDefault(f => Path.GetFileName(f) == spec.Device || SysAttribute.Text(Path.Combine(f, "name")) == spec.Device);
        if (folder is null)
        {
            fault = $"{Name}: no such converter below /sys/bus/iio/devices; add its overlay to /boot/firmware/config.txt and reboot";
            return false;
        }
        string prefix = $"in_voltage{spec.Channel}_";
        double raw = Decimal(folder, prefix + "raw");
        double scale = FirstNumber(Decimal(folder, prefix + "scale"), Decimal(folder, "in_voltage_scale"));
        double offset = FirstNumber(Decimal(folder, prefix + "offset"), Decimal(folder, "in_voltage_offset"), 0);
        double volts = (raw + offset) * scale * 1e-3 * spec.DividerRatio;
        if (double.IsFinite(volts)) fault = null;
        else fault = $"{Name}: channel {spec.Channel} cannot be read; check the channel's number and dmesg";
        if (fault is not null) return false;
        reading = reading with { VoltageV = Math.Max(0, volts), DeviceTimeMs = now.DeviceTimeMs };
        return true;
    }

    public void Dispose()
    {
    }

    private static double FirstNumber(params ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (!double.IsNaN(value)) return value;
        }
        return double.NaN;
    }

    private static double Decimal(string folder, string name)
    {
        if (double.TryParse(SysAttribute.Text(Path.Combine(folder, name)), NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
        {
            return value;
        }

        return double.NaN;
    }
}
