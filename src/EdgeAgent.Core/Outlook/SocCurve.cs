using EdgeAgent.Core.Forecast;

namespace EdgeAgent.Core.Outlook;

/// <summary>Charge per quarter hour of a forecast, percent: that of the projection, and the tenth and ninetieth percentile around it.</summary>
public sealed record SocCurve(double[] Median, double[] Low, double[] High)
{
    /// <summary>Null when the charge is not known.</summary>
    /// <param name="slots">Quarter hours from the forecast's start on, at most <see cref="ChargeForecast.Slots"/>.</param>
    public static SocCurve? Of(Projection projection, ChargeForecast forecast, int slots)
    {
        if (projection.States[0].SocPct is null) return null;
        var curve = new SocCurve(new double[slots], new double[slots], new double[slots]);
        for (int k = 0; k < slots; k++) curve.Median[k] = projection.SocAt(forecast.StartUtc.AddMinutes(k * ChargeForecast.SlotMinutes)) ?? 0;
        var rates = new SocRates { Rate = { [0] = forecast.Soc.Battery ?? 0, [1] = forecast.Soc.Charging ?? 0 } };
        rates.Spread(curve.Median, forecast.PCharging, curve.Low, curve.High);
        return curve;
    }
}
