namespace EdgeAgent.Core.Power;

/// <summary>
/// What the pack teaches about itself: internal resistance from current steps, usable capacity from the charge that passes between two moments of
/// certain state of charge. Plain arithmetic; unknown is NaN.
/// </summary>
public sealed class PackLearning
{
    // A step this fast leaves the state of charge where it was; later, diffusion is measured instead of resistance.
    private const double LongestStepSeconds = 35;

    // Charge that must pass between two certain moments, as a share of the pack, so that their errors do not swamp the quotient.
    private const double LeastSpan = 0.30;

    private const double ResistanceShare = 0.15;
    private const double CapacityShare = 0.35;

    private readonly PackSpec _pack;
    private double _lastVolts = double.NaN;
    private double _lastAmperes = double.NaN;
    private long _lastMs;
    private double _anchorSoc = double.NaN;
    private double _sinceAnchorAh;

    public PackLearning(PackSpec pack)
    {
        _pack = pack;
        TypicalOhm = double.IsNaN(pack.ResistanceOhm)
            ? pack.Cells * CellCurve.TypicalOhmAmpereHours(pack.Chemistry) / pack.CapacityAh
            : pack.ResistanceOhm;
        ResistanceOhm = TypicalOhm;
        CapacityAh = pack.CapacityAh;
    }

    /// <summary>Start value, Ω at 25 °C.</summary>
    public double TypicalOhm { get; }

    /// <summary>Of the whole pack at 25 °C, Ω.</summary>
    public double ResistanceOhm { get; private set; }

    /// <summary>Charge that the pack gives from full to empty at 25 °C, Ah.</summary>
    public double CapacityAh { get; private set; }

    /// <summary>Times that the capacity was measured; zero means that it is the configured one.</summary>
    public int CapacityCount { get; private set; }

    public int ResistanceCount { get; private set; }

    /// <summary>Learned or reported capacity as a share of the rated one, percent, at most 100; NaN until known.</summary>
    public double HealthPct => CapacityCount == 0 ? double.NaN : Math.Clamp(100 * CapacityAh / _pack.CapacityAh, 0, 100);

    /// <summary>Takes a pair that was measured together.</summary>
    public void Sample(double volts, double amperes, double celsius, long deviceTimeMs)
    {
        if (double.IsNaN(volts) || double.IsNaN(amperes)) return;
        double seconds = (deviceTimeMs - _lastMs) / 1000.0;
        double step = amperes - _lastAmperes;
        double least = Math.Max(0.15, 0.08 * _pack.CapacityAh);
        if (seconds > 0 && seconds <= LongestStepSeconds && Math.Abs(step) >= least) LearnResistance((volts - _lastVolts) / step, celsius);
        _lastVolts = volts;
        _lastAmperes = amperes;
        _lastMs = deviceTimeMs;
    }

    /// <summary>Charge that passed, Ah, positive into the pack.</summary>
    public void Passed(double ampereHours) => _sinceAnchorAh += ampereHours;

    /// <summary>Charge passed that nothing measured: the span since the last certain moment is worthless.</summary>
    public void Lost() => _anchorSoc = double.NaN;

    /// <summary>The state of charge is certain now (full, or at rest on a steep part of the curve).</summary>
    public void Certain(double soc)
    {
        double span = soc - _anchorSoc;
        if (Math.Abs(span) >= LeastSpan)
        {
            LearnCapacity(_sinceAnchorAh / span);
        }
        else if (!double.IsNaN(_anchorSoc))
        {
            return; // a longer span from the older moment is worth more
        }

        _anchorSoc = soc;
        _sinceAnchorAh = 0;
    }

    /// <summary>A gauge names the full capacity; it knows better than we do.</summary>
    public void TakeReported(double capacityAh)
    {
        if (!(capacityAh > 0.1 * _pack.CapacityAh && capacityAh < 1.5 * _pack.CapacityAh)) return;
        CapacityAh = capacityAh;
        CapacityCount = Math.Max(1, CapacityCount);
    }

    /// <summary>Takes back what was saved; values outside the possible are left.</summary>
    public void Restore(double resistanceOhm, int resistanceCount, double capacityAh, int capacityCount)
    {
        if (IsPossibleOhm(resistanceOhm) && resistanceCount > 0) (ResistanceOhm, ResistanceCount) = (resistanceOhm, resistanceCount);
        if (IsPossibleCapacity(capacityAh) && capacityCount > 0) (CapacityAh, CapacityCount) = (capacityAh, capacityCount);
    }

    private void LearnResistance(double ohm, double celsius)
    {
        double at25 = ohm / CellCurve.ResistanceFactor(_pack.Chemistry, celsius);
        if (!IsPossibleOhm(at25)) return;
        double share = Math.Max(ResistanceShare, 1.0 / (ResistanceCount + 2));
        ResistanceOhm += share * (at25 - ResistanceOhm);
        ResistanceCount = Math.Min(ResistanceCount + 1, 1_000_000);
    }

    private void LearnCapacity(double capacityAh)
    {
        if (!IsPossibleCapacity(capacityAh)) return;
        double share = CapacityCount == 0 ? 0.6 : CapacityShare;
        CapacityAh += share * (capacityAh - CapacityAh);
        CapacityCount = Math.Min(CapacityCount + 1, 1_000_000);
    }

    // Leads, switch and protection board add to the cells: up to ten times a bare cell's typical value is seen on real boards.
    private bool IsPossibleOhm(double ohm) => ohm > 0.1 * TypicalOhm && ohm < Math.Max(10 * TypicalOhm, 0.5);

    private bool IsPossibleCapacity(double ampereHours) => ampereHours > 0.1 * _pack.CapacityAh && ampereHours < 1.5 * _pack.CapacityAh;
}
