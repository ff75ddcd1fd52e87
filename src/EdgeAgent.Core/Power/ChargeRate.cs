namespace EdgeAgent.Core.Power;

/// <summary>
/// How fast the pack fills (positive) or empties, smoothed, as a share of its capacity per hour. It begins anew when external power comes or goes: what
/// was before says nothing about now.
/// </summary>
internal sealed class ChargeRate
{
    // After ten minutes of an even load 96 % of a step have been followed; between two samples that are half a minute apart noise still averages out.
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
        _amperes = double.IsNaN(_amperes) ? flow : _amperes + share * (flow - _amperes);
    }

    /// <summary>NaN when unknown; on battery never zero.</summary>
    /// <param name="packSpeed">Hours that pass for the pack in an hour of ours: currents are hers, slopes ours.</param>
    public double PerHour(double capacityAh, double packSpeed)
    {
        double rate = !double.IsNaN(_amperes) && capacityAh > 0 ? _amperes / capacityAh * packSpeed : _slope;
        if (_onExternalPower || rate < -1e-5) return rate;
        return double.NaN;
    }

    // A slope is taken over ten minutes: the first one after a change of the power holds some of both.
    private void TakeSlope(double slope)
    {
        if (double.IsNaN(slope) || slope == _lastSlope) return;
        _lastSlope = slope;
        if (!_isTorn) _slope = _onExternalPower ? slope : Math.Min(0, slope);
        _isTorn = false;
    }
}
