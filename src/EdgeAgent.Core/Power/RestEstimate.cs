namespace EdgeAgent.Core.Power;

/// <summary>What a terminal voltage says about the charge. Fractions; <see cref="Deviation"/> is one standard deviation.</summary>
/// <param name="Lowest">Below this the charge cannot be, whatever is not known of the current; <paramref name="Highest"/> likewise.</param>
internal readonly record struct RestEstimate(double Soc, double Deviation, double Lowest, double Highest)
{
    // Diffusion in the cells drops about as much again as the resistance, within minutes.
    private const double DiffusionShare = 0.8;

    // What boards draw and chargers give where nobody measures it, in capacities per hour: the usual and the extreme.
    private const double UsualLoad = 0.15;
    private const double ExtremeLoad = 1.5;
    private const double UsualCharge = 0.3;
    private const double ExtremeCharge = 1.0;

    public static RestEstimate Nothing => new(double.NaN, double.NaN, double.NaN, double.NaN);

    public bool IsKnown => !double.IsNaN(Soc);

    /// <summary>Whether a pack of this charge could show this voltage.</summary>
    public bool Allows(double soc) => soc >= Lowest && soc <= Highest;

    /// <summary>Takes the drop over the internal resistance out of the terminal voltage; what cannot be known widens the range.</summary>
    /// <param name="volts">Terminal voltage of the pack.</param>
    /// <param name="slowAmperes">The current smoothed over the cells' diffusion time; NaN when unknown.</param>
    public static RestEstimate From(PackSpec pack, double volts, double ohmAt25, in FusedReading fused, double slowAmperes, ChargeStatus charging)
    {
        double ohm = ohmAt25 * CellCurve.ResistanceFactor(pack.Chemistry, fused.TemperatureC) / pack.Cells;
        return double.IsNaN(fused.FreshCurrentA)
            ? Unmeasured(pack, volts / pack.Cells, ohm * (1 + DiffusionShare), fused, charging)
            : Measured(pack, volts / pack.Cells, ohm, fused, slowAmperes);
    }

    private static RestEstimate Measured(PackSpec pack, double terminal, double ohm, in FusedReading fused, double slowAmperes)
    {
        double scatter = CellCurve.CurveScatterVolts(pack.Chemistry);
        double amperes = fused.FreshCurrentA, diffusion = DiffusionShare * slowAmperes * ohm;
        // Charging lifts the terminals by more than resistance and diffusion explain.
        double lift = amperes > 0.03 * pack.CapacityAh ? 2 * scatter : 0;
        double unsure = 0.3 * Math.Abs(amperes) * ohm + 0.4 * Math.Abs(diffusion) + lift;
        double deviation = Math.Sqrt(scatter * scatter + unsure * unsure);
        double volts = terminal - amperes * ohm - diffusion;
        return At(pack, fused, volts, deviation, volts - 3 * deviation, volts + 3 * deviation);
    }

    private static RestEstimate Unmeasured(PackSpec pack, double terminal, double ohm, in FusedReading fused, ChargeStatus charging)
    {
        bool mayCharge = charging != ChargeStatus.Discharging, mayDrain = charging is not (ChargeStatus.Charging or ChargeStatus.Full);
        double scatter = CellCurve.CurveScatterVolts(pack.Chemistry), drop = pack.CapacityAh * ohm;
        double usual = charging == ChargeStatus.Charging ? UsualCharge : charging == ChargeStatus.Discharging ? -UsualLoad : 0;
        double unsure = (mayCharge ? 0.5 * UsualCharge : UsualLoad) * drop + scatter;
        double lowest = terminal - (mayCharge ? ExtremeCharge * drop : 0) - 3 * scatter;
        double highest = terminal + (mayDrain ? ExtremeLoad * drop : 0) + 3 * scatter;
        return At(pack, fused, terminal - usual * drop, Math.Sqrt(scatter * scatter + unsure * unsure), lowest, highest);
    }

    private static RestEstimate At(PackSpec pack, in FusedReading fused, double volts, double deviation, double lowest, double highest)
    {
        double celsius = fused.TemperatureC;
        double kind = CellCurve.KindVolts(pack.Chemistry);
        double below = CellCurve.StateOfCharge(pack.Chemistry, volts - deviation, celsius);
        double above = CellCurve.StateOfCharge(pack.Chemistry, volts + deviation, celsius);
        return new RestEstimate(
            CellCurve.StateOfCharge(pack.Chemistry, volts, celsius), Math.Max(0.02, (above - below) / 2),
            CellCurve.StateOfCharge(pack.Chemistry, lowest - kind, celsius), CellCurve.StateOfCharge(pack.Chemistry, highest + kind, celsius));
    }
}
