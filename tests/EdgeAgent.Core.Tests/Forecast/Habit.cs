using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Forecast;

/// <summary>Invented charging habits on a virtual clock; deterministic. Times are minutes since 1970 UTC.</summary>
internal static class Habit
{
    public const int Day = 1440;

    /// <summary>Monday 2024-01-01 00:00 UTC.</summary>
    public static readonly long Start = DateTimeOffset.Parse("2024-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds() / 60;

    public static readonly LocalClock Utc = LocalClock.Fixed(0);

    /// <summary>Plugged in from 22:00 to 06:00, local time.</summary>
    public static bool Nightly(long localMin) => localMin % Day is >= 22 * 60 or < 6 * 60;

    /// <summary>Nightly, but each evening up to an hour earlier or later.</summary>
    public static bool Loosely(long localMin)
    {
        long day = localMin / Day;
        long shift = (day * 7919 + 13) % 121 - 60;
        long minute = localMin % Day;
        return minute >= 22 * 60 + shift || minute < 6 * 60 - shift / 2;
    }

    public static void Feed(ChargeForecaster forecaster, long from, long to, Func<long, bool?> habit, LocalClock clock, int stepMin = 10)
    {
        for (long at = from; at < to; at += stepMin)
            forecaster.Observe(new ChargeSample(at, habit(clock.ToLocalMin(at))), clock);
    }

    public static ChargeForecaster Learned(int days, Func<long, bool?> habit)
    {
        var forecaster = new ChargeForecaster();
        Feed(forecaster, Start, Start + days * Day, habit, Utc);
        return forecaster;
    }

    /// <summary>Mean squared error of the forecasts for <paramref name="leadH"/> ahead, once an hour, while the habit goes on.</summary>
    public static double Brier(ChargeForecaster forecaster, long from, int days, Func<long, bool?> habit, int leadH, LocalClock clock)
    {
        double sum = 0;
        int n = 0;
        for (long at = from; at < from + days * Day; at += 10)
        {
            forecaster.Observe(new ChargeSample(at, habit(clock.ToLocalMin(at))), clock);
            if ((at - from) % 60 != 0 || habit(clock.ToLocalMin(at + leadH * 60)) is not { } outcome) continue;
            double p = forecaster.Forecast(clock, at).PCharging[leadH * 4];
            sum += Math.Pow(p - (outcome ? 1 : 0), 2);
            n++;
        }

        return sum / n;
    }
}
