using EdgeAgent.Sensors.Machine;

namespace EdgeAgent.Sensors.Sysfs;

/// <summary>
/// Reads one folder of <c>/sys/class/power_supply</c>. Units and words: Documentation/ABI/testing/sysfs-class-power (µV, µA, µW, µAh, µWh,
/// tenths of °C). Drivers differ in their attributes and in the sign of the current.
/// </summary>
internal readonly struct SupplyFile(string folder)
{
    private const double Micro = 1e-6;

    // Some drivers return the largest value of the register when the voltage is unknown.
    private const double LargestVolts = 1000;

    // A charger with a stop threshold lets the pack fall a little below it before it charges again, percentage points.
    private const double HoldBand = 5;

    public string Name => Path.GetFileName(folder);

    public Presence Online => SysAttribute.Number(At("online"), 1) switch
    {
        > 0 => Presence.Present, // 1 fixed, 2 programmable
        0 => Presence.Absent,
        _ => Presence.Unknown,
    };

    public Presence Present => SysAttribute.Number(At("present"), 1) switch
    {
        > 0 => Presence.Present,
        0 => Presence.Absent,
        _ => Presence.Unknown,
    };

    public ChargeStatus Status => SysAttribute.Text(At("status")) switch
    {
        "Charging" => ChargeStatus.Charging,
        "Discharging" => ChargeStatus.Discharging,
        "Full" => ChargeStatus.Full,
        "Not charging" => ChargeStatus.NotCharging,
        _ => ChargeStatus.Unknown,
    };

    /// <summary>Why all values of this battery are refused; null when its units are right.</summary>
    public string? UnitDoubt => SupplyDoubt.OfUnits(folder);

    public double Volts => Measured(folder, "voltage").Value is > 0 and < LargestVolts and var volts ? volts : double.NaN;

    public double TemperatureC => SysAttribute.Number(At("temp"), 0.1) is > -100 and < 200 and var celsius ? celsius : double.NaN;

    /// <summary>Present charge, full charge and design charge, Ah; computed from energies and the nominal voltage when the driver has no charges.</summary>
    public (double Now, double Full, double Rated) Charge()
    {
        double now = SysAttribute.Number(At("charge_now"), Micro), full = SysAttribute.Number(At("charge_full"), Micro);
        if (full > 0) return (now, full, SysAttribute.Number(At("charge_full_design"), Micro));
        double volts = NominalVolts;
        return (SysAttribute.Number(At("energy_now"), Micro) / volts, SysAttribute.Number(At("energy_full"), Micro) / volts,
            SysAttribute.Number(At("energy_full_design"), Micro) / volts);
    }

    /// <summary>State of charge, percent, as the driver reports it. When the ratio of the charges agrees, it is used because it has decimals.</summary>
    public double SocPct(double nowAh, double fullAh)
    {
        double reported = SysAttribute.Number(At("capacity"), 1), ratio = fullAh > 0 ? 100 * nowAh / fullAh : double.NaN;
        if (double.IsNaN(reported) && SysAttribute.Text(At("capacity_level")) == "Full") return 100;
        if (double.IsNaN(reported)) return Math.Min(ratio, 100);
        if (Math.Abs(reported - ratio) <= 1.5) return Math.Min(ratio, 100);
        return Math.Min(reported, 100);
    }

    /// <summary>
    /// Current, A, positive into the battery. Many drivers report only the amount, so the status gives the sign. A reported 0 while discharging
    /// means that the driver does not know the current; then the result is NaN.
    /// </summary>
    public double Amperes(ChargeStatus status, double volts)
    {
        double raw = Measured(folder, "current").Value;
        if (double.IsNaN(raw)) raw = SysAttribute.Number(At("power_now"), Micro) / volts;
        return status switch
        {
            ChargeStatus.Charging => Math.Abs(raw),
            ChargeStatus.Discharging when raw == 0 => double.NaN,
            ChargeStatus.Discharging => -Math.Abs(raw),
            ChargeStatus.Full => raw,
            ChargeStatus.NotCharging => raw,
            ChargeStatus.Unknown when raw <= 0 => raw,
            ChargeStatus.Unknown => double.NaN,
        };
    }

    /// <summary>
    /// The charger is set to stop below full (<c>charge_control_end_threshold</c>), and the pack has reached that charge and does not charge or discharge.
    /// </summary>
    public bool IsHeldAtThreshold(ChargeStatus status, double socPct)
    {
        double end = SysAttribute.Number(At("charge_control_end_threshold"), 1);
        if (double.IsNaN(end)) end = SysAttribute.Number(At("charge_stop_threshold"), 1); // drivers before Linux 5.9
        if (!(end is > 0 and < 100) || status is not (ChargeStatus.NotCharging or ChargeStatus.Unknown or ChargeStatus.Full)) return false;
        double start = SysAttribute.Number(At("charge_control_start_threshold"), 1);
        double least = end - HoldBand;
        if (start > 0) least = Math.Min(start, least);
        return socPct >= least;
    }

    /// <summary>The present value in V, A or W, or the driver's average when there is none; NaN when it has neither.</summary>
    /// <returns>The attribute that was read, for messages, and its value.</returns>
    public static (string Attribute, double Value) Measured(string folder, string quantity)
    {
        (string now, string average) = (quantity + "_now", quantity + "_avg");
        double value = SysAttribute.Number($"{folder}/{now}", Micro);
        if (double.IsNaN(value)) return (average, SysAttribute.Number($"{folder}/{average}", Micro));
        return (now, value);
    }

    private double NominalVolts
    {
        get
        {
            double design = SysAttribute.Number(At("voltage_min_design"), Micro);
            if (design > 0) return design;
            return Volts;
        }
    }

    private string At(string attribute) => $"{folder}/{attribute}";
}
