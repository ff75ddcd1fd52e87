namespace EdgeAgent.Shared;

/// <summary>
/// State of charge from a terminal voltage, with the voltage over the internal resistance subtracted. What is unknown widens the range. Fractions, 0 to 1.
/// </summary>
public sealed class RestEstimate
{
    // Voltage of the diffusion in the cells as a multiple of the ohmic drop; it builds up within minutes.
    private const double DiffusionShare = 0.8;

    // Usual and extreme currents of load and charger where no current is measured, in capacities per hour.
    private const double UsualLoad = 0.15;
    private const double ExtremeLoad = 1.5;
    private const double UsualCharge = 0.3;
    private const double ExtremeCharge = 1.0;

    /// <summary>An estimate without a value.</summary>
    public RestEstimate()
    {
    }

    public RestEstimate(RestFacts facts)
    {
        // divisor: a pack has at least one cell
        double terminal = facts.Volts / facts.Cells, ohm = facts.OhmAt25 * CellCurve.ResistanceFactor(facts.Chemistry, facts.Celsius) / facts.Cells;
        if (double.IsNaN(facts.Amperes)) Unmeasured(facts, terminal, ohm * (1 + DiffusionShare));
        else Measured(facts, terminal, ohm);
    }

    public double Soc { get; private set; } = double.NaN;

    /// <summary>Standard deviation of <see cref="Soc"/>, at least 0.02.</summary>
    public double Deviation { get; private set; } = double.NaN;

    /// <summary>Lowest state of charge that is possible at this voltage with any plausible current.</summary>
    public double Lowest { get; private set; } = double.NaN;

    /// <summary>Highest state of charge that is possible at this voltage with any plausible current.</summary>
    public double Highest { get; private set; } = double.NaN;

    public bool IsKnown => !double.IsNaN(Soc);

    /// <summary>Whether a pack with this state of charge could have the measured voltage.</summary>
    public bool Allows(double soc) => Lowest <= soc && soc <= Highest;

    private void Measured(RestFacts facts, double terminal, double ohm)
    {
        double scatter = CellCurve.CurveScatterVolts(facts.Chemistry);
        double amperes = facts.Amperes, diffusion = DiffusionShare * facts.SlowAmperes * ohm;
        // Charging raises the terminal voltage by more than resistance and diffusion explain.
        double lift = 0.03 * facts.CapacityAh < amperes ? 2 * scatter : 0;
        double unsure = 0.3 * Math.Abs(amperes) * ohm + 0.4 * Math.Abs(diffusion) + lift;
        double deviation = Math.Sqrt(scatter * scatter + unsure * unsure);
        double volts = terminal - amperes * ohm - diffusion;
        At(facts, volts, deviation);
        Bound(facts, volts - 3 * deviation, volts + 3 * deviation);
    }

    private void Unmeasured(RestFacts facts, double terminal, double ohm)
    {
        bool mayCharge = facts.Charging != ChargeStatus.Discharging, mayDrain = facts.Charging != ChargeStatus.Charging && facts.Charging != ChargeStatus.Full;
        double scatter = CellCurve.CurveScatterVolts(facts.Chemistry), drop = facts.CapacityAh * ohm;
        double unsure = (mayCharge ? 0.5 * UsualCharge : UsualLoad) * drop + scatter;
        At(facts, terminal - Usual(facts.Charging) * drop, Math.Sqrt(scatter * scatter + unsure * unsure));
        double lowest = mayCharge ? terminal - ExtremeCharge * drop : terminal;
        double highest = mayDrain ? terminal + ExtremeLoad * drop : terminal;
        Bound(facts, lowest - 3 * scatter, highest + 3 * scatter);
    }

    private static double Usual(ChargeStatus charging)
    {
        if (charging == ChargeStatus.Charging) return UsualCharge;
        if (charging == ChargeStatus.Discharging) return -UsualLoad;
        return 0;
    }

    private void At(RestFacts facts, double volts, double deviation)
    {
        double below = CellCurve.StateOfCharge(facts.Chemistry, volts - deviation, facts.Celsius);
        double above = CellCurve.StateOfCharge(facts.Chemistry, volts + deviation, facts.Celsius);
        Soc = CellCurve.StateOfCharge(facts.Chemistry, volts, facts.Celsius);
        Deviation = Math.Max(0.02, (above - below) / 2);
    }

    private void Bound(RestFacts facts, double lowest, double highest)
    {
        double kind = CellCurve.KindVolts(facts.Chemistry);
        Lowest = CellCurve.StateOfCharge(facts.Chemistry, lowest - kind, facts.Celsius);
        Highest = CellCurve.StateOfCharge(facts.Chemistry, highest + kind, facts.Celsius);
    }
}
