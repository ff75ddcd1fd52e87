namespace EdgeAgent.Core.Power;

/// <summary>How fast the pack empties, smoothed over ten minutes, as a share of its capacity per hour.</summary>
internal sealed class DischargeRate
{
    private const double TimeConstantHours = 10.0 / 60;

    private double _amperes = double.NaN;
    private double _slope = double.NaN;

    public void Update(double currentA, ChargeEvidence charge, double hours, bool onExternalPower)
    {
        if (onExternalPower)
        {
            _slope = double.NaN;
            if (!(currentA < 0)) _amperes = double.NaN;
            return;
        }

        if (!double.IsNaN(charge.SlopePerHour)) _slope = Math.Max(0, -charge.SlopePerHour);
        if (double.IsNaN(currentA)) return;
        double drawn = Math.Max(0, -currentA);
        double share = hours / (hours + TimeConstantHours);
        _amperes = double.IsNaN(_amperes) ? drawn : _amperes + share * (drawn - _amperes);
    }

    /// <summary>NaN when nothing tells; never zero.</summary>
    public double PerHour(double capacityAh)
    {
        double rate = !double.IsNaN(_amperes) && capacityAh > 0 ? _amperes / capacityAh : _slope;
        return rate > 1e-5 ? rate : double.NaN;
    }
}
