using EdgeAgent.Core.Forecast;

namespace EdgeAgent.Core.Outlook;

/// <summary>Charge per quarter hour of a forecast, percent: the projection's, and tenth and ninetieth percentile around it.</summary>
public sealed record SocCurve(double[] Median, double[] Low, double[] High)
{
    private const double Z10 = 1.2816; // normal quantile of 0.9
    private const double WindowHours = 4; // correlation time of charging when nothing better is known
    private const double SlotHours = ChargeForecast.SlotMinutes / 60.0;

    /// <summary>Null when the charge is not known.</summary>
    /// <param name="slots">Quarter hours from the forecast's start on, at most <see cref="ChargeForecast.Slots"/>.</param>
    public static SocCurve? Of(Projection projection, ChargeForecast forecast, int slots)
    {
        if (projection.States[0].SocPct is null) return null;
        var curve = new SocCurve(new double[slots], new double[slots], new double[slots]);
        double span = (forecast.Soc.Charging ?? 0) - (forecast.Soc.Battery ?? 0), variance = 0;
        for (int k = 0; k < slots; k++)
        {
            double soc = projection.SocAt(forecast.StartUtc.AddMinutes(k * ChargeForecast.SlotMinutes)) ?? 0;
            double deviation = Z10 * Math.Sqrt(variance * Math.Min(k * SlotHours, WindowHours)), p = forecast.PCharging[k];
            (curve.Median[k], curve.Low[k], curve.High[k]) = (soc, Math.Clamp(soc - deviation, 0, 100), Math.Clamp(soc + deviation, 0, 100));
            variance += SlotHours * p * (1 - p) * span * span;
        }

        return curve;
    }
}
