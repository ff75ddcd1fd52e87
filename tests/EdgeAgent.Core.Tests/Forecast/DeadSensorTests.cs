using EdgeAgent.Core.Forecast;
using static EdgeAgent.Core.Tests.Forecast.Habit;

namespace EdgeAgent.Core.Tests.Forecast;

/// <summary>The forecaster with a sensor that is silent, reports impossible values, or never changes; and with a new device.</summary>
public sealed class DeadSensorTests
{
    private static readonly long Dead = Start + 28 * Day;

    [Fact]
    public void Four_silent_days_leave_the_weekly_habit_and_take_the_present_state_away()
    {
        ChargeForecaster forecaster = Learned(28, l => Loosely(l));
        Feed(forecaster, Dead, Dead + 4 * Day, _ => null, Utc);
        double[] p = forecaster.Forecast(Utc, 0).PCharging;
        Assert.True(p[12 * 4] < 0.25, $"noon {p[12 * 4]:0.00}");
        Assert.True(p[24 * 4] > 0.75, $"midnight {p[24 * 4]:0.00}");
        // By habit it charges at midnight, but no sample shows that it does now.
        Assert.InRange(p[0], 0.5, 0.999);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_sensor_that_is_stuck_is_believed_within_days_and_given_up_within_days(bool stuckAt)
    {
        ChargeForecaster forecaster = Learned(28, l => Loosely(l));
        Feed(forecaster, Dead, Dead + 14 * Day, _ => stuckAt, Utc);
        ChargeForecast stuck = forecaster.Forecast(Utc, 0);
        int against = stuckAt ? 12 * 4 : 24 * 4;
        Assert.True(Math.Abs(stuck.PCharging[against] - (stuckAt ? 1 : 0)) < 0.25, $"stuck: {stuck.PCharging[against]:0.00}");
        Feed(forecaster, Dead + 14 * Day, Dead + 35 * Day, l => Loosely(l), Utc);
        Assert.True(Brier(forecaster, Dead + 35 * Day, 5, l => Loosely(l), 6, Utc) < 0.06);
    }

    [Fact]
    public void Numbers_that_are_no_numbers_leave_no_trace_in_what_is_said_or_stored()
    {
        var forecaster = new ChargeForecaster();
        for (long at = Start; at < Start + 7 * Day; at += 10)
        {
            // Each falls silent by itself, and all at once now and then.
            bool IsDead(int sensor) => at / 10 % (3 + sensor) == 0;
            double Value(int sensor, double sound) => IsDead(sensor) ? double.NaN : sound;
            forecaster.Observe(
                new ChargeSample(
                    at, IsDead(0) ? null : Nightly(at), Value(1, Nightly(at) ? 9 : 0), IsDead(2) ? null : Nightly(at), Value(3, 50 + at / 60 % 5)),
                Utc);
        }

        ChargeForecast f = forecaster.Forecast(Utc, 0);
        foreach (double[]? values in new[] { f.PCharging, f.PIdle }) Assert.All(values!, v => Assert.True(double.IsFinite(v)));
        Assert.All(new[] { f.Soc.Battery, f.Soc.Charging }, rate => Assert.True(double.IsFinite(rate!.Value)));
        Assert.All(Enumerable.Range(0, ChargeForecast.Slots), k => Assert.InRange(f.Surplus!.BatteryShare(k, 5), 0, 1));
        Assert.True(ChargeForecaster.TryLoad(forecaster.Save(), Start + 7 * Day, 3, ChargePrior.None, out _));
    }

    [Fact]
    public void Confidence_grows_with_what_was_seen_and_not_before()
    {
        var forecaster = new ChargeForecaster();
        double last = forecaster.Forecast(Utc, Start).Confidence;
        Assert.Equal(0, last);
        foreach ((int fromH, int toH, double most) in new[] { (0, 1, 0.05), (1, 6, 0.1), (6, 24, 0.25), (24, 14 * 24, 1.0) })
        {
            Feed(forecaster, Start + fromH * 60, Start + toH * 60, l => Loosely(l), Utc);
            double confidence = forecaster.Forecast(Utc, 0).Confidence;
            Assert.True(confidence >= last && confidence <= most, $"after {toH} h: {confidence}");
            last = confidence;
        }

        Assert.True(last > 0.6, $"after two weeks: {last}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_hour_of_one_state_says_little_about_tomorrow(bool state)
    {
        var forecaster = new ChargeForecaster();
        double before = forecaster.Forecast(Utc, Start).PCharging[96];
        Feed(forecaster, Start, Start + 60, _ => state, Utc);
        double[] p = forecaster.Forecast(Utc, 0).PCharging;
        Assert.True(Math.Abs(p[96] - before) < 0.2, $"tomorrow {p[96]:0.00}, before anything was seen {before:0.00}");
        Assert.Equal(state, p[1] > 0.5);
    }
}
