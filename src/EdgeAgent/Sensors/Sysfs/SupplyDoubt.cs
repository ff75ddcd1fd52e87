using System.Globalization;
using EdgeAgent.Sensors.Machine;

namespace EdgeAgent.Sensors.Sysfs;

/// <summary>
/// Detects impossible values of a battery: a driver that uses other units than the class documents (µV, µA, µW, µAh, µWh, 0.1 °C), and totals that
/// contradict each other. When one value is off by a power of ten, all values of the supply are refused.
/// </summary>
internal static class SupplyDoubt
{
    private const double Micro = 1e-6;

    // From an empty single cell to a 48 V bank that charges, with some margin.
    private const double LeastVolts = 0.5, MostVolts = 100;
    private const double MostAmperes = 500, MostWatts = 20_000;

    // Highest current as a multiple of the capacity per hour.
    private const double MostCRate = 30;

    // A gauge overshoots by a few percent at the end of charge.
    private const double MostOfFull = 1.10;

    // New cells hold some percent more than their data sheet; replaced cells of another size somewhat more.
    private const double MostOfDesign = 1.5;

    // Factor between two measurements of the same quantity that noise and time do not explain.
    private const double SameThing = 5;

    /// <summary>Why all values of the battery are refused; null when its units are right.</summary>
    public static string? OfUnits(string folder)
    {
        var (voltage, volts) = SupplyFile.Measured(folder, "voltage");
        var (current, amperes) = SupplyFile.Measured(folder, "current");
        double watts = Read(folder, "power_now");
        double design = Read(folder, "voltage_min_design"), percent = SysAttribute.Number($"{folder}/capacity", 1);
        double full = Read(folder, "charge_full"), energy = Read(folder, "energy_full"), nominal = design > 0 ? design : volts;
        if (volts < 0 || (volts > 0 && volts is < LeastVolts or > MostVolts)) return Off(voltage, volts, "V", $"{LeastVolts} to {MostVolts} V");
        if (volts > 0 && design > 0 && Differs(volts, design)) return Off(voltage, volts, "V", string.Create(CultureInfo.InvariantCulture, $"about the design's {design:0.###} V"));
        if (Math.Abs(amperes) > MostAmperes) return Off(current, amperes, "A", $"-{MostAmperes} to {MostAmperes} A");
        if (Math.Abs(watts) > MostWatts) return Off("power_now", watts, "W", $"-{MostWatts} to {MostWatts} W");
        if (watts != 0 && IsMeasured(amperes * volts, 1) && Differs(Math.Abs(watts), Math.Abs(amperes * volts)))
        {
            return Off("power_now", watts, "W", string.Create(CultureInfo.InvariantCulture, $"about voltage times current, {amperes * volts:0.###} W"));
        }

        if (full > 0.02 && Math.Abs(amperes) > MostCRate * full) return Off(current, amperes, "A", string.Create(CultureInfo.InvariantCulture, $"up to {MostCRate} times the capacity of {full:0.###} Ah"));
        if (full > 0.02 && energy > 0 && nominal > 0 && Differs(energy, full * nominal)) return Off("energy_full", energy, "Wh", string.Create(CultureInfo.InvariantCulture, $"about charge times voltage, {full * nominal:0.###} Wh"));
        if (percent is < 0 or > 110) return Off("capacity", percent, "%", "0 to 100 %");
        return OffTemperature(folder);
    }

    /// <summary>Why the charge is refused; null when it agrees with the full charge.</summary>
    public static string? OfCharge(double now, double full)
    {
        if (full > 0 && now > MostOfFull * full)
        {
            return string.Create(CultureInfo.InvariantCulture, $"charge now is {100 * now / full:0} % of full, possible are 0 to {100 * MostOfFull:0} %: its charge is not believed");
        }

        return null;
    }

    /// <summary>Why the capacity is refused; null when it agrees with the design capacity.</summary>
    public static string? OfCapacity(double full, double design)
    {
        if (design > 0 && full > MostOfDesign * design)
        {
            return string.Create(CultureInfo.InvariantCulture, $"full charge is {100 * full / design:0} % of the design's, possible are up to {100 * MostOfDesign:0} %: its capacity is not believed");
        }

        return null;
    }

    // A value above 200 °C that is a plausible temperature when divided by a power of ten has another unit. Other implausible values are left to the estimator.
    private static string? OffTemperature(string folder)
    {
        double celsius = SysAttribute.Number($"{folder}/temp", 0.1);
        bool isOff = celsius > 200 && (celsius / 10 is > 0 and < 60 || celsius / 100 is > 0 and < 60 || celsius / 1000 is > 0 and < 60);
        if (isOff) return Off("temp", celsius, "°C", "-45 to 95 °C");
        return null;
    }

    private static double Read(string folder, string attribute) => SysAttribute.Number($"{folder}/{attribute}", Micro);

    private static bool IsMeasured(double value, double least) => Math.Abs(value) >= least;

    private static bool Differs(double one, double other) => one > SameThing * other || other > SameThing * one;

    private static string Off(string attribute, double value, string unit, string possible) => string.Create(CultureInfo.InvariantCulture,
        $"{attribute} reads {value:0.######} {unit}, possible is {possible}: the driver's unit is wrong, none of its numbers are believed");
}
