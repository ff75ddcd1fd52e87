using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Machine;

namespace EdgeAgent.Sensors.Sysfs;

/// <summary>
/// A power monitor with a kernel driver (ina2xx, ina3221 and others) on a machine without a board preset. As it is unknown what its shunt measures,
/// the power through it, in either direction, counts as the machine's load. Units of Documentation/hwmon/sysfs-interface.rst: mV, mA, µW.
/// </summary>
/// <param name="chip">Content of the chip's <c>name</c> file, such as <c>ina219</c>; the first such chip is used.</param>
public sealed class HwmonSensor(MachineRoots roots, string chip) : IPowerSensor
{
    private const double Milli = 1e-3;
    private const double Micro = 1e-6;

    private string? _folder;

    public string Name => $"hwmon:{chip}";

    /// <summary>Chips of the class that measure a current.</summary>
    public static IReadOnlyList<string> PowerMonitors(MachineRoots roots) =>
    [
        .. SysAttribute.Folders($"{roots.Sys}/class/hwmon")
            .Where(f => File.Exists($"{f}/curr1_input") || File.Exists($"{f}/power1_input"))
            .Select(f => SysAttribute.Text($"{f}/name")).OfType<string>().Distinct(),
    ];

    public void Start(Action wake)
    {
    }

    public bool TryRead(in Timestamp now, out PowerReading reading, out string? fault)
    {
        // The number in hwmonN changes when a driver is bound again, so a chip that has disappeared is searched again.
        if (_folder is null || SysAttribute.Text($"{_folder}/name") != chip) _folder = Find();
        double watts = _folder is null ? double.NaN : Watts(_folder);
        reading = new PowerReading { DeviceTimeMs = now.DeviceTimeMs, LoadW = watts };
        fault = Fault(watts);
        return fault is null;
    }

    private string? Fault(double watts)
    {
        if (_folder is null) return $"no hwmon chip is called {chip}: is its driver bound (dtoverlay, modprobe)?";
        if (double.IsNaN(watts))
        {
            return $"{_folder}: neither power1_input nor in1_input and curr1_input can be read; the chip does not answer its driver";
        }

        return null;
    }

    public void Dispose()
    {
    }

    private static double Watts(string folder)
    {
        double watts = SysAttribute.Number($"{folder}/power1_input", Micro);
        if (double.IsNaN(watts)) watts = SysAttribute.Number($"{folder}/in1_input", Milli) * SysAttribute.Number($"{folder}/curr1_input", Milli);
        return Math.Abs(watts);
    }

    private string? Find() => SysAttribute.Folders($"{roots.Sys}/class/hwmon").FirstOrDefault(folder => SysAttribute.Text($"{folder}/name") == chip);
}
