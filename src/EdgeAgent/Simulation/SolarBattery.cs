namespace EdgeAgent.Simulation;

/// <summary>
/// Energy bookkeeping of a small solar device: a lossless pack that starts at 60 %, is cut off at 10 % and comes back at 20 %.
/// A task that runs while the device is cut off goes on by the clock, but its minutes are counted as lost.
/// </summary>
public sealed class SolarBattery(double capacityWh, double idleW)
{
    private const double StartShare = 0.6;
    private const double CutOffShare = 0.1;
    private const double BackShare = 0.2;
    private const double CutOffLoadW = 0.1;

    private double _wh = StartShare * capacityWh;
    private bool _isOn = true;

    /// <summary>Minutes of task time while cut off.</summary>
    public double BrownoutMin { get; private set; }

    public double SocPct => 100 * _wh / capacityWh;

    /// <summary>Moves on by a span with even harvest (NaN: none) and task power.</summary>
    public void Advance(long spanS, double harvestW, double taskW)
    {
        if (!_isOn && taskW > 0) BrownoutMin += spanS / 60.0;
        double loadW = _isOn ? idleW + taskW : CutOffLoadW;
        _wh = Math.Clamp(_wh + ((double.IsNaN(harvestW) ? 0 : harvestW) - loadW) * spanS / 3600, 0, capacityWh);
        if (_isOn && _wh <= CutOffShare * capacityWh) _isOn = false;
        else if (!_isOn && _wh >= BackShare * capacityWh) _isOn = true;
    }
}
