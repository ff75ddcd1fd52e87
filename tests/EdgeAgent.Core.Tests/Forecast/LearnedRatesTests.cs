using EdgeAgent.Core.Forecast;
using static EdgeAgent.Core.Tests.Forecast.Habit;

namespace EdgeAgent.Core.Tests.Forecast;

/// <summary>What steady days teach: the slopes of the charge, the week, the harvest; and what the forecast says of a site where nothing changes.</summary>
public sealed class LearnedRatesTests
{
    private static ChargeForecaster Moving(bool isCharging, double fromPct, double pctPerHour, int hours)
    {
        var forecaster = new ChargeForecaster();
        for (int minute = 0; minute <= 60 * hours; minute += 10) forecaster.Observe(new ChargeSample(Start + minute, isCharging, SocPct: fromPct + pctPerHour * minute / 60), Utc);
        return forecaster;
    }

    private static SocSlopes Slopes(bool isCharging, double fromPct, double pctPerHour, int hours) => Moving(isCharging, fromPct, pctPerHour, hours).Forecast(Utc, Start).Soc;

    [Theory]
    [InlineData(false, 90, -4, 4, -4.0, null, null)]
    [InlineData(true, 20, 12, 4, null, 12.0, null)]
    [InlineData(true, 80, 3, 4, null, null, 3.0)]
    public void The_charge_teaches_one_slope_for_the_battery_one_for_the_charger_and_one_for_the_top(
        bool isCharging, double fromPct, double pctPerHour, int hours, double? battery, double? charging, double? top)
    {
        SocSlopes soc = Slopes(isCharging, fromPct, pctPerHour, hours);
        Assert.Equal((battery is null, charging is null, top is null), (soc.Battery is null, soc.Charging is null, soc.ChargingTop is null));
        // From the usual slope on it comes near within hours.
        if (battery is { } b) Assert.Equal(b, soc.Battery!.Value, 0.1);
        if (charging is { } c) Assert.Equal(c, soc.Charging!.Value, 0.4);
        if (top is { } t) Assert.Equal(t, soc.ChargingTop!.Value, 0.4);
        Assert.Equal(battery is null ? 0 : hours, soc.BatteryHours, 1e-6);
        Assert.Equal(charging is null ? 0 : hours, soc.ChargingHours, 1e-6);
    }

    [Theory]
    [InlineData(false, 1, 0)] // an empty pack stands still
    [InlineData(true, 98, 0)] // a full one as well
    [InlineData(true, 99, 0)]
    public void At_the_ends_of_the_pack_nothing_is_learned(bool isCharging, double pct, double pctPerHour) =>
        Assert.Equal(new SocSlopes(null, null, null, 0, 0), Slopes(isCharging, pct, pctPerHour, 2));

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 97)]
    public void Just_before_the_ends_it_is(bool isCharging, double pct)
    {
        SocSlopes soc = Slopes(isCharging, pct, 0, 2);
        Assert.NotNull(isCharging ? soc.ChargingTop : soc.Battery);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_site_that_never_changes_is_expected_to_stay_as_it_is(bool isCharging)
    {
        ChargeForecaster forecaster = Learned(21, _ => isCharging);
        ChargeForecast f = forecaster.Forecast(Utc, Start);
        Assert.Equal(isCharging ? 1 : 0, f.PCharging[0]);
        Assert.All(f.PCharging, p => Assert.InRange(p, isCharging ? 0.9 : 0, isCharging ? 1 : 0.1));
        Assert.Equal(isCharging ? 1 : 0, f.Windows.Count);
        if (!isCharging) Assert.Null(f.NextChargeStart);
        if (!isCharging) Assert.Null(f.NextChargeEnd);
        if (isCharging) Assert.Null(f.NextChargeEnd);
        double?[][] week = forecaster.Week(Utc);
        Assert.All(week.SelectMany(d => d), share => Assert.InRange(share!.Value, isCharging ? 0.9 : 0, isCharging ? 1 : 0.1));
    }

    [Fact]
    public void A_forecast_begins_on_the_quarter_hour_and_its_chain_with_the_newest_sample()
    {
        var forecaster = new ChargeForecaster();
        forecaster.Observe(new ChargeSample(Start + 22, true), Utc);
        ChargeForecast f = forecaster.Forecast(Utc, Start + 99);
        Assert.Equal((Start + 15, Start + 22), (f.StartUtc.ToUnixTimeSeconds() / 60, f.ChainStart.ToUnixTimeSeconds() / 60));
        Assert.Equal(ChargeForecast.Slots, f.PCharging.Length);
    }

    [Fact]
    public void The_week_is_that_of_the_local_clock()
    {
        var oslo = Core.Time.LocalClock.Fixed(120);
        var forecaster = new ChargeForecaster();
        Feed(forecaster, Start, Start + 14 * Day, l => l % Day is >= 600 and < 720, oslo);
        double?[][] week = forecaster.Week(oslo);
        Assert.All(week, day => Assert.Equal([10, 11], Enumerable.Range(0, 24).Where(h => day[h] > 0.5)));
    }

    [Fact]
    public void Confidence_grows_with_the_days()
    {
        double After(int days) => Learned(days, l => Nightly(l)).Forecast(Utc, Start).Confidence;
        double[] confidence = [After(1), After(3), After(7), After(14)];
        Assert.Equal(confidence.Order(), confidence);
        Assert.InRange(confidence[0], 0.02, 0.25);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(23)]
    public void A_habit_of_every_day_has_windows_of_its_length_at_its_hours(int hour)
    {
        bool Habit(long l) => (l - hour * 60 + Day) % Day < 180;
        ChargeForecaster forecaster = Learned(28, l => Habit(l));
        long now = Start + 28 * Day;
        ChargeForecast f = forecaster.Forecast(Utc, now);
        ChargeWindow[] whole = [.. f.Windows.Where(w => w.End is not null && w.Start >= f.ChainStart)];
        Assert.InRange(whole.Length, 1, 2);
        Assert.All(whole, w =>
        {
            Assert.InRange((w.End!.Value - w.Start).TotalHours, 2.5, 3.5);
            double minute = (w.Start.ToUnixTimeSeconds() / 60 - hour * 60 + Day / 2) % Day - Day / 2;
            Assert.InRange(minute, -30, 30);
        });
    }
}
