namespace EdgeAgent.Shared;

/// <summary>
/// Rest voltage of one cell by state of charge, and the influence of temperature. State of charge is a fraction of the charge that the cell
/// delivers at 25 °C. Values between the points of a table are interpolated linearly.
/// </summary>
public static class CellCurve
{
    // Generic lithium-polymer phone cell: rest voltages that Linux ships for packs without a table of their own
    // (drivers/power/supply/ab8500_bmdata.c, ocv_cap_tbl), without the points that linear interpolation replaces.
    private static readonly double[] LiPoSoc = { 0, 0.01, 0.02, 0.04, 0.06, 0.09, 0.15, 0.20, 0.30, 0.40, 0.50, 0.55, 0.60, 0.70, 0.80, 0.90, 0.95, 1 };
    private static readonly double[] LiPoVolts =
        { 3.094, 3.317, 3.424, 3.556, 3.638, 3.672, 3.705, 3.730, 3.768, 3.787, 3.812, 3.833, 3.866, 3.926, 3.990, 4.068, 4.114, 4.186 };

    // Molicel INR21700-P42A at C/32, room temperature; break points published with Sunil, Pattipati, Balasingam, "Piecewise Linear
    // Approximation of Battery Open-Circuit Voltage Characteristics Using Dynamic Programming", IEEE TIM 2025, rounded to 1 mV.
    private static readonly double[] LiIonSoc = { 0, 0.015, 0.045, 0.096, 0.151, 0.292, 0.457, 0.834, 0.950, 1 };
    private static readonly double[] LiIonVolts = { 2.506, 2.898, 3.146, 3.323, 3.422, 3.574, 3.702, 4.064, 4.101, 4.193 };

    // Lithium Werks APR18650M1B at C/32, same publication.
    private static readonly double[] LiFePo4Soc = { 0, 0.003, 0.012, 0.027, 0.053, 0.089, 0.297, 0.983, 0.995, 1 };
    private static readonly double[] LiFePo4Volts = { 2.010, 2.418, 2.741, 2.930, 3.087, 3.194, 3.277, 3.351, 3.418, 3.598 };

    // Trojan Battery user's guide, table of percentage of charge against open-circuit voltage per cell (2.122 V is 12.73 V for six), extended in
    // a straight line from its last point, 10 %, to 0 %.
    private static readonly double[] LeadSoc = { 0, 0.10, 0.20, 0.30, 0.40, 0.50, 0.60, 0.70, 0.80, 0.90, 1 };
    private static readonly double[] LeadVolts = { 1.893, 1.918, 1.943, 1.969, 1.993, 2.017, 2.040, 2.062, 2.083, 2.103, 2.122 };

    // Share of the charge at 25 °C that can be taken out, at UsableCelsius.
    private static readonly double[] UsableCelsius = { -20, -10, 0, 15, 25 };
    private static readonly double[] LiPoUsable = { 0.55, 0.72, 0.86, 0.97, 1 };
    private static readonly double[] LiIonUsable = { 0.60, 0.76, 0.88, 0.97, 1 };
    private static readonly double[] LiFePo4Usable = { 0.50, 0.68, 0.84, 0.96, 1 };
    private static readonly double[] LeadUsable = { 0.55, 0.70, 0.83, 0.94, 1 };
    private static readonly double[] CapUsable = { 1, 1, 1, 1, 1 };

    // Q = C·V between the lowest voltage that a boost converter can use and the rated 2.7 V.
    private static readonly double[] CapSoc = { 0, 1 };
    private static readonly double[] CapVolts = { 1.0, 2.7 };

    /// <summary>Rest voltage of a cell, V, for <paramref name="soc"/> 0 to 1 (values outside are clamped).</summary>
    public static double OpenCircuitVolts(Chemistry chemistry, double soc, double celsius) =>
        Interpolate(SocPoints(chemistry), VoltPoints(chemistry), soc) + Drift(chemistry, celsius);

    /// <summary>State of charge, 0 to 1, of a cell that rests at <paramref name="volts"/>.</summary>
    public static double StateOfCharge(Chemistry chemistry, double volts, double celsius) =>
        Interpolate(VoltPoints(chemistry), SocPoints(chemistry), volts - Drift(chemistry, celsius));

    /// <summary>Lowest or highest voltage of a working cell under load or charge, V; a reading outside is wrong.</summary>
    public static double LowestVolts(Chemistry chemistry) => chemistry switch
    {
        Chemistry.LiPo => 2.5,
        Chemistry.LiIon => 2.2,
        Chemistry.LiFePo4 => 1.8,
        Chemistry.LeadAcid => 1.5,
        Chemistry.Supercap => 0.05,
    };

    /// <inheritdoc cref="LowestVolts"/>
    public static double HighestVolts(Chemistry chemistry) => chemistry switch
    {
        Chemistry.LiPo => 4.45,
        Chemistry.LiIon => 4.40,
        Chemistry.LiFePo4 => 3.85,
        Chemistry.LeadAcid => 2.70, // equalising charge of a flooded cell
        Chemistry.Supercap => 3.1,
    };

    /// <summary>Charge end voltage per cell, V at 25 °C.</summary>
    public static double ChargeVolts(Chemistry chemistry) => chemistry switch
    {
        Chemistry.LiPo => 4.20,
        Chemistry.LiIon => 4.20,
        Chemistry.LiFePo4 => 3.65,
        Chemistry.LeadAcid => 2.40,
        Chemistry.Supercap => 2.70,
    };

    /// <summary>
    /// Typical internal resistance of a cell times its capacity, Ω·Ah at 25 °C: the initial value until the pack's own resistance is learned. A 3 Ah
    /// 18650 cell has about 35 mΩ by its data sheets, a small polymer cell of 2.5 Ah with protection board and connector about 70 mΩ.
    /// </summary>
    public static double TypicalOhmAmpereHours(Chemistry chemistry) => chemistry switch
    {
        Chemistry.LiPo => 0.18,
        Chemistry.LiIon => 0.11,
        Chemistry.LiFePo4 => 0.05,
        Chemistry.LeadAcid => 0.025,
        Chemistry.Supercap => 0.0005,
    };

    /// <summary>
    /// Resistance at a temperature as a multiple of that at 25 °C, 0.5 to 6; 1 when the temperature is NaN. The resistance of lithium cells doubles for
    /// each 20 K less, that of lead and capacitors rises less (slopes from the temperature figures of common data sheets).
    /// </summary>
    public static double ResistanceFactor(Chemistry chemistry, double celsius)
    {
        if (double.IsNaN(celsius)) return 1;
        double perKelvin = chemistry switch
        {
            Chemistry.LiPo => 0.035,
            Chemistry.LiIon => 0.035,
            Chemistry.LiFePo4 => 0.035,
            Chemistry.LeadAcid => 0.015,
            Chemistry.Supercap => 0.01,
        };
        return Math.Clamp(Math.Exp(perKelvin * (25 - celsius)), 0.5, 6);
    }

    /// <summary>
    /// Share of the charge at 25 °C that a cell delivers at a temperature, 0 to 1; 1 when the temperature is NaN. Sources: discharge curves by temperature
    /// of a Panasonic NCR18650B (lithium) and a Yuasa NP block at 0.05 C (lead). The rest is available again when the cell is warm.
    /// </summary>
    public static double UsableFraction(Chemistry chemistry, double celsius)
    {
        if (double.IsNaN(celsius)) return 1;
        return Interpolate(UsableCelsius, UsablePoints(chemistry), celsius);
    }

    /// <summary>Scatter of the rest voltage of one cell between charge and discharge and between makers, V (one standard deviation).</summary>
    public static double CurveScatterVolts(Chemistry chemistry) => chemistry switch
    {
        Chemistry.LiPo => 0.010,
        Chemistry.LiIon => 0.012,
        Chemistry.LiFePo4 => 0.015,
        Chemistry.LeadAcid => 0.012,
        Chemistry.Supercap => 0.010,
    };

    /// <summary>
    /// Largest difference between a cell's rest voltage and the curve of its chemistry, V, because of blends, makers and age. LiPo and LiIon cells
    /// differ by 0.11 V at half charge, and owners confuse them. Only a voltage beyond this difference contradicts a state of charge.
    /// </summary>
    public static double KindVolts(Chemistry chemistry) => chemistry switch
    {
        Chemistry.LiPo => 0.11,
        Chemistry.LiIon => 0.11,
        Chemistry.LiFePo4 => 0.04,
        Chemistry.LeadAcid => 0.05,
        Chemistry.Supercap => 0.05,
    };

    private static double[] SocPoints(Chemistry chemistry) => chemistry switch
    {
        Chemistry.LiPo => LiPoSoc,
        Chemistry.LiIon => LiIonSoc,
        Chemistry.LiFePo4 => LiFePo4Soc,
        Chemistry.LeadAcid => LeadSoc,
        Chemistry.Supercap => CapSoc,
    };

    private static double[] VoltPoints(Chemistry chemistry) => chemistry switch
    {
        Chemistry.LiPo => LiPoVolts,
        Chemistry.LiIon => LiIonVolts,
        Chemistry.LiFePo4 => LiFePo4Volts,
        Chemistry.LeadAcid => LeadVolts,
        Chemistry.Supercap => CapVolts,
    };

    private static double[] UsablePoints(Chemistry chemistry) => chemistry switch
    {
        Chemistry.LiPo => LiPoUsable,
        Chemistry.LiIon => LiIonUsable,
        Chemistry.LiFePo4 => LiFePo4Usable,
        Chemistry.LeadAcid => LeadUsable,
        Chemistry.Supercap => CapUsable,
    };

    // Lead-acid rest voltage rises 0.22 mV per cell and kelvin (Linden, Handbook of Batteries, ch. on lead-acid); lithium cells stay within their scatter.
    private static double Drift(Chemistry chemistry, double celsius)
    {
        if (chemistry == Chemistry.LeadAcid && !double.IsNaN(celsius)) return 0.00022 * (celsius - 25);
        return 0;
    }

    private static double Interpolate(double[] x, double[] y, double at)
    {
        if (at <= x[0]) return y[0];
        for (int i = 1; i < x.Length; i++)
        {
            // divisor: neighbouring points of a curve differ
            if (at <= x[i]) return y[i - 1] + (y[i] - y[i - 1]) * (at - x[i - 1]) / (x[i] - x[i - 1]);
        }

        return y[x.Length - 1];
    }
}
