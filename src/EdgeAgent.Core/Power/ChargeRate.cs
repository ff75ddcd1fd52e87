namespace EdgeAgent.Core.Power;

/// <summary>
/// Smoothed rate of charge (positive) or discharge as a share of the capacity per hour. It starts again when external power comes or goes,
/// because the earlier rate does not predict the new one.
/// </summary>
internal sealed class ChargeRate
{
    // After ten minutes the average has followed 96 % of a step of the load; with samples every 30 s it still removes noise.
    private const double TimeConstantHours = 3.0 / 60;

    private double _amperes = double.NaN;
    private double _slope = double.NaN;
    private double _lastSlope = double.NaN;
    private bool _isTorn;
    private bool _onExternalPower;

    public void Update(double currentA, ChargeEvidence charge, double hours, bool onExternalPower)
    {
        if (onExternalPower != _onExternalPower)
        {
            _amperes = _slope = double.NaN;
            _isTorn = true;
        }

        _onExternalPower = onExternalPower;
        TakeSlope(charge.SlopePerHour);
        if (double.IsNaN(currentA)) return;
        double flow = onExternalPower ? currentA : Math.Min(0, currentA);
        double share = hours / (hours + TimeConstantHours);
        if (double.IsNaN(_amperes)) _amperes = flow;
        else _amperes += share * (flow - _amperes);
    }

    /// <summary>The rate per hour of device time; NaN when unknown, and on battery when it is practically zero.</summary>
    /// <param name="packSpeed">Hours of the pack per hour of device time. Rates from currents are in the pack's time, slopes in device time.</param>
    public double PerHour(double capacityAh, double packSpeed)
    {
        double rate = !double.IsNaN(_amperes) && capacityAh > 0 ? _amperes / capacityAh * packSpeed : _slope;
        if (_onExternalPower || rate < -1e-5) return rate;
        return double.NaN;
    }

    // A slope covers ten minutes. The first one after a change of external power mixes both states and is skipped.
    private void TakeSlope(double slope)
    {
        if (double.IsNaN(slope) || slope == _lastSlope) return;
        _lastSlope = slope;
        if (!_isTorn) _slope = _onExternalPower ? slope : Math.Min(0, slope);
        _isTorn = false;
    }
}
