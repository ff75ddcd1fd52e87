using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Outlook;

/// <summary>When external power is expected: the windows of the forecast, adjusted to the power that is there now.</summary>
internal sealed class ExpectedPower
{
    private readonly PowerState _power;
    private readonly TimeSpan _settle;
    private readonly List<(TimeSpan From, TimeSpan To)> _windows = [];

    public ExpectedPower(ProjectionInput input)
    {
        _power = input.Power;
        _settle = input.Settings.PowerSettle;
        bool isExternal = _power.Source == PowerSource.External;
        ChargeForecast? forecast = input.Forecast is { Confidence: >= Worth.LeastToPublish } && input.Now.IsTrusted ? input.Forecast : null;
        if (isExternal) _windows.Add((TimeSpan.MinValue, EndOfPresent(forecast, input.Now.Utc)));
        if (forecast is null || _power.Source == PowerSource.Unknown) return;
        foreach (ChargeWindow window in forecast.Windows)
        {
            bool isPresent = isExternal && window.Start <= input.Now.Utc;
            if (isPresent) continue;
            TimeSpan from = window.Start - input.Now.Utc, to = window.End - input.Now.Utc ?? TimeSpan.MaxValue;
            if (from < Pack.Soon) from = Pack.Soon;
            if (to > from) _windows.Add((from, to));
        }
    }

    public PowerSource SourceAt(TimeSpan after)
    {
        if (_power.Source == PowerSource.Unknown) return PowerSource.Unknown;
        if (_windows.Exists(w => w.From <= after && after < w.To)) return PowerSource.External;
        return PowerSource.Battery;
    }

    /// <summary>External power is expected at that time and has settled by then.</summary>
    public bool IsPoweredAt(TimeSpan after)
    {
        foreach ((TimeSpan from, TimeSpan to) in _windows)
        {
            if (after < from || after >= to) continue;
            if (from > TimeSpan.Zero) return after - from >= _settle;
            return _power.IsPowered || (_power.PoweredIn is { } left && after >= left);
        }

        return false;
    }

    private static TimeSpan EndOfPresent(ChargeForecast? forecast, DateTimeOffset now)
    {
        if (forecast?.Windows is not [{ } first, ..] || first.Start > now) return TimeSpan.MaxValue;
        if (first.End is not { } end) return TimeSpan.MaxValue;
        return Order.Max(end - now, Pack.Soon);
    }
}
