using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Power;
using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Outlook;

/// <summary>
/// The slope of the charge at a time from now, percent per hour. The present slope holds for <see cref="Pack.LeadHours"/>; from there it changes linearly
/// into the learned one, which holds from <see cref="Pack.LearnedFromHours"/> on. A slope learned from less than an hour has that share of an hour as weight.
/// </summary>
internal sealed class SocSlope
{
    private readonly bool _isExternal;
    private readonly double? _present;
    private readonly double _battery;
    private readonly double _charging;
    private readonly double _topShare;
    private readonly bool _startsAtTop;

    public SocSlope(PowerState power, SocSlopes learned)
    {
        _isExternal = power.Source == PowerSource.External;
        _present = power.RatePctPerHour;
        _startsAtTop = power.SocPct >= SocSlopes.TopPct;
        _topShare = learned is { Charging: > 0, ChargingTop: { } top } ? Math.Clamp(top / learned.Charging.Value, Pack.LeastTopShare, 1) : Pack.UsualTopShare;
        double? onBattery = _isExternal ? null : _present;
        double? onPower = _isExternal && _present > 0 ? BelowTop(_present.Value) : null;
        _battery = Math.Min(0, Shrunk(learned.Battery, learned.BatteryHours, onBattery));
        _charging = Math.Max(0, Shrunk(learned.Charging, learned.ChargingHours, onPower));
    }

    public double At(double hours, bool isExternal, double socPct)
    {
        double topShare = socPct >= SocSlopes.TopPct ? _topShare : 1;
        double learned = isExternal ? _charging * topShare : _battery;
        if (isExternal != _isExternal || _present is not { } present) return learned;
        if (isExternal && present > 0) present = socPct >= SocSlopes.TopPct ? BelowTop(present) * _topShare : BelowTop(present);
        return learned + PresentShare(hours) * (present - learned);
    }

    private static double PresentShare(double hours) => Math.Clamp((Pack.LearnedFromHours - hours) / (Pack.LearnedFromHours - Pack.LeadHours), 0, 1);

    private static double Shrunk(double? learned, double hours, double? present)
    {
        if (learned is not { } rate) return present ?? 0;
        if (present is { } now && hours < 1) return hours * rate + (1 - hours) * now;
        return rate;
    }

    private double BelowTop(double present)
    {
        if (_startsAtTop) return present / _topShare;
        return present;
    }
}
