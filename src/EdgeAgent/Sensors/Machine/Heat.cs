namespace EdgeAgent.Sensors.Machine;

/// <summary>Temperature of the processor, and whether the kernel throttles it because of heat, from the thermal class.</summary>
internal sealed class Heat(MachineRoots roots)
{
    private const double MilliCelsius = 0.001;

    // Zones of the processor by the names that device trees and drivers give it (Raspberry Pi: cpu-thermal; x86: x86_pkg_temp).
    private static readonly string[] CpuZones = ["cpu", "soc", "x86_pkg_temp", "bcm2835_thermal", "pkg", "acpitz"];
    private static readonly string[] CpuChips = ["coretemp", "k10temp", "cpu_thermal", "zenpower"];

    /// <summary>°C; NaN when no source reports it.</summary>
    public double CpuCelsius()
    {
        double best = double.NaN;
        int bestRank = int.MaxValue;
        foreach (string zone in SysAttribute.Folders($"{roots.Sys}/class/thermal"))
        {
            if (SysAttribute.Text($"{zone}/type") is not { } type || !IsZone(zone)) continue;
            int rank = Array.FindIndex(CpuZones, name => type.StartsWith(name, StringComparison.Ordinal));
            double celsius = Plausible(SysAttribute.Number($"{zone}/temp", MilliCelsius));
            if (rank < 0 || double.IsNaN(celsius)) continue;
            if (rank < bestRank || (rank == bestRank && celsius > best)) (best, bestRank) = (celsius, rank);
        }

        if (double.IsNaN(best)) return FromHwmon();
        return best;
    }

    /// <summary>Whether a cooling device that slows the processor is active; fans do not count.</summary>
    public bool IsCooling()
    {
        foreach (string device in SysAttribute.Folders($"{roots.Sys}/class/thermal"))
        {
            if (!Path.GetFileName(device).StartsWith("cooling_device", StringComparison.Ordinal)) continue;
            string type = SysAttribute.Text($"{device}/type") ?? "";
            bool slows = type.Contains("cpufreq", StringComparison.Ordinal) || type is "Processor" or "intel_powerclamp" or "cpuidle";
            if (slows && SysAttribute.Number($"{device}/cur_state", 1) > 0) return true;
        }

        return false;
    }

    private static bool IsZone(string path) => Path.GetFileName(path).StartsWith("thermal_zone", StringComparison.Ordinal);

    private double FromHwmon()
    {
        foreach (string chip in SysAttribute.Folders($"{roots.Sys}/class/hwmon"))
        {
            if (CpuChips.Contains(SysAttribute.Text($"{chip}/name")))
            {
                double celsius = Plausible(SysAttribute.Number($"{chip}/temp1_input", MilliCelsius));
                if (!double.IsNaN(celsius)) return celsius;
            }
        }

        return double.NaN;
    }

    // Thermal zones of parts that are switched off read -274 °C or 0 K.
    private static double Plausible(double celsius)
    {
        if (celsius is > -50 and < 150) return celsius;
        return double.NaN;
    }
}
