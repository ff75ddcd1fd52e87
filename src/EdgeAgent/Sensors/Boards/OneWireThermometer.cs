using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Machine;

namespace EdgeAgent.Sensors.Boards;

/// <summary>
/// A DS18B20 on the pack, read through the kernel's 1-Wire bus (<c>/sys/bus/w1/devices/28-*</c>, Documentation/w1/slaves/w1_therm.rst). Reading
/// <c>temperature</c> starts a conversion of up to 750 ms; the kernel checks the CRC.
/// </summary>
/// <param name="id">The device's name (<c>28-000005e2fdc3</c>), or <c>auto</c> for the only one.</param>
internal sealed class OneWireThermometer(string id, MachineRoots roots) : IPowerSensor
{
    internal const string Auto = "auto";

    // Value of the chip before its first conversion (DS18B20 data sheet 19-7487, Table 1). It means that the supply was interrupted.
    private const double PowerOnC = 85;

    private string? _folder;

    public string Name { get; } = $"ds18b20@{id}";

    public void Start(Action wake)
    {
    }

    public bool TryRead(in Timestamp now, out PowerReading reading, out string? fault)
    {
        reading = new PowerReading();
        fault = null;
        _folder ??= Find(out fault);
        if (_folder is null) return false;
        double celsius = SysAttribute.Number(Path.Combine(_folder, "temperature"), 1e-3);
        fault = celsius switch
        {
            double.NaN => "no answer; check the 4.7 kΩ pull-up between data and 3.3 V, and the wires",
            PowerOnC => "reads 85.0 °C, its value after power-up: its supply is interrupted; check the wires",
            < -55 or > 125 => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"reads {celsius:0.0} °C, possible are -55 to 125"),
            _ => null,
        };
        if (fault is null)
        {
            reading = reading with { TemperatureC = celsius, DeviceTimeMs = now.DeviceTimeMs };
            return true;
        }
        fault = $"{Name}: {fault}";
        _folder = null;
        return false;
    }

    public void Dispose()
    {
    }

    private string? Find(out string? fault)
    {
        fault = null;
        var devices = SysAttribute.Folders(Path.Combine(roots.Sys, "bus/w1/devices")).Where(f => Path.GetFileName(f).StartsWith("28-", StringComparison.Ordinal)).ToList();
        var wanted = id == Auto ? devices : devices.Where(f => Path.GetFileName(f) == id).ToList();
        if (wanted.Count == 1) return wanted[0];
        fault = $"{Name}: several thermometers; name one of {Listed(devices)}";
        if (wanted.Count == 0) fault = $"{Name}: not found; add dtoverlay=w1-gpio to /boot/firmware/config.txt and reboot, check the wires (found: {Listed(devices)})";
        return null;
    }

    private static string Listed(List<string> devices)
    {
        if (devices.Count == 0) return "none";
        return string.Join(", ", devices.Select(Path.GetFileName));
    }
}
