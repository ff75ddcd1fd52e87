namespace EdgeAgent.Core.Power;

/// <summary>
/// Learns the pack's internal resistance from current steps, and its usable capacity from the charge that passes between two times at which
/// the state of charge is certain. NaN means unknown.
/// </summary>
public sealed class PackLearning
{
    // Within this time a step does not change the state of charge; over longer times, diffusion would be measured with the resistance.
    private const double LongestStepSeconds = 35;

    // Change of the state of charge between two certain times that is needed to learn the capacity; with less, their errors dominate the quotient.
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
        if (double.IsNaN(pack.ResistanceOhm)) TypicalOhm = pack.Cells * CellCurve.TypicalOhmAmpereHours(pack.Chemistry) / pack.CapacityAh;
        else TypicalOhm = pack.ResistanceOhm;
        ResistanceOhm = TypicalOhm;
        CapacityAh = pack.CapacityAh;
    }

    /// <summary>Initial resistance of the whole pack at 25 °C, Ω: configured, or typical for the chemistry.</summary>
    public double TypicalOhm { get; }

    /// <summary>Learned resistance of the whole pack at 25 °C, Ω.</summary>
    public double ResistanceOhm { get; private set; }

    /// <summary>Charge that the pack gives from full to empty at 25 °C, Ah.</summary>
    public double CapacityAh { get; private set; }

    /// <summary>How often the capacity was measured or reported; zero means that it is the configured one.</summary>
    public int CapacityCount { get; private set; }

    public int ResistanceCount { get; private set; }

    /// <summary>Learned or reported capacity as a share of the rated one, percent, at most 100; NaN until known.</summary>
    public double HealthPct => CapacityCount == 0 ? double.NaN : Math.Clamp(100 * CapacityAh / _pack.CapacityAh, 0, 100);

    /// <summary>Takes voltage and current that were measured together; learns the resistance from a sufficient step since the sample before.</summary>
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

    /// <summary>Adds measured charge, Ah, positive into the pack.</summary>
    public void Passed(double ampereHours) => _sinceAnchorAh += ampereHours;

    /// <summary>Charge passed without a measurement, so the count since the last certain time is discarded.</summary>
    public void Lost() => _anchorSoc = double.NaN;

    /// <summary>The state of charge is certain now: the pack is full, or at rest on a steep part of the voltage curve. 0 to 1.</summary>
    public void Certain(double soc)
    {
        double span = soc - _anchorSoc;
        if (Math.Abs(span) >= LeastSpan)
        {
            LearnCapacity(_sinceAnchorAh / span);
        }
        else if (!double.IsNaN(_anchorSoc))
        {
            return; // The older time allows a longer span, which gives a smaller error.
        }

        _anchorSoc = soc;
        _sinceAnchorAh = 0;
    }

    /// <summary>Takes the full capacity that a gauge reports, Ah; it replaces the learned one. Impossible values are ignored.</summary>
    public void TakeReported(double capacityAh)
    {
        if (!(capacityAh > 0.1 * _pack.CapacityAh && capacityAh < 1.5 * _pack.CapacityAh)) return;
        CapacityAh = capacityAh;
        CapacityCount = Math.Max(1, CapacityCount);
    }

    /// <summary>Restores saved values; impossible ones are ignored.</summary>
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

    // Leads, switch and protection board add to the resistance of the cells: real boards show up to ten times the typical value of a bare cell.
    private bool IsPossibleOhm(double ohm) => ohm > 0.1 * TypicalOhm && ohm < Math.Max(10 * TypicalOhm, 0.5);

    private bool IsPossibleCapacity(double ampereHours) => ampereHours > 0.1 * _pack.CapacityAh && ampereHours < 1.5 * _pack.CapacityAh;
}
