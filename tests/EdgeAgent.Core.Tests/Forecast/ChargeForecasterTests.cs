using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Outlook;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using static EdgeAgent.Core.Tests.Forecast.Habit;

namespace EdgeAgent.Core.Tests.Forecast;

public sealed class ChargeForecasterTests
{
    [Fact]
    public void A_sleep_that_was_announced_is_no_gap_and_its_last_sample_teaches()
    {
        ChargeForecaster told = Asleep(isAnnounced: true), silent = Asleep(isAnnounced: false);
        Assert.True(Miss(told) < 0.05, $"off by {Miss(told):0.000} after announced sleeps");
        Assert.True(Miss(silent) > 2 * Miss(told), $"off by {Miss(silent):0.000} after silent gaps");
    }

    // Awake for one sample in every 75 minutes, for four weeks, up to noon.
    private static ChargeForecaster Asleep(bool isAnnounced)
    {
        var forecaster = new ChargeForecaster();
        for (long at = Start; at <= Start + 28 * Day + 720; at += 75)
            forecaster.Observe(new ChargeSample(at, Nightly(at), EndsSleep: isAnnounced), Utc);
        return forecaster;
    }

    /// <summary>Mean squared error over the 24 h to come.</summary>
    private static double Miss(ChargeForecaster forecaster)
    {
        ChargeForecast f = forecaster.Forecast(Utc, 0);
        long now = f.ChainStart.ToUnixTimeSeconds() / 60;
        return Enumerable.Range(1, 96).Average(k => Math.Pow(f.PCharging[k] - (Nightly(now + 15 * k) ? 1 : 0), 2));
    }

    [Fact]
    public void The_first_hour_is_honest_no_confidence_and_no_extreme_probability()
    {
        var forecaster = new ChargeForecaster();
        ChargeForecast before = forecaster.Forecast(Utc, Start);
        Feed(forecaster, Start, Start + 60, _ => false, Utc);
        ChargeForecast after = forecaster.Forecast(Utc, Start + 60);
        Assert.All(new[] { before, after }, f => Assert.InRange(f.Confidence, 0, 0.05));
        Assert.InRange(after.PCharging[96], 0.05, 0.6);
    }

    [Fact]
    public void A_nightly_habit_is_known_after_three_weeks()
    {
        ChargeForecaster forecaster = Learned(21, l => Loosely(l));
        ChargeForecast f = forecaster.Forecast(Utc, Start + 21 * Day);
        Assert.True(f.PCharging[12 * 4] < 0.1, "noon");
        Assert.True(f.PCharging[2 * 4] > 0.9, "in two hours it is 2 at night");
        Assert.True(Brier(forecaster, Start + 21 * Day, 7, l => Loosely(l), 6, Utc) < 0.03);
        Assert.True(f.Confidence > 0.7);
    }

    [Fact]
    public void The_learned_week_shows_the_habit_by_hour_and_leaves_out_what_was_never_seen()
    {
        double?[][] week = Learned(5, l => Nightly(l)).Week(LocalClock.Fixed(0)); // Monday to Friday
        Assert.Equal(7, week.Length);
        Assert.All(week[..5], day =>
        {
            Assert.Equal(24, day.Length);
            Assert.True(day[23] > 0.8 && day[2] > 0.8, "at night");
            Assert.True(day[12] < 0.2, "noon");
        });
        Assert.All(week[5..], day => Assert.All(day, Assert.Null));
    }

    [Fact]
    public void The_next_window_is_named_with_start_end_and_length()
    {
        ChargeForecaster forecaster = Learned(28, l => Nightly(l));
        Feed(forecaster, Start + 28 * Day, Start + 28 * Day + 12 * 60, l => Nightly(l), Utc);
        ChargeForecast f = forecaster.Forecast(Utc, Start + 28 * Day + 12 * 60);
        DateTimeOffset tenAtNight = DateTimeOffset.FromUnixTimeSeconds((Start + 28 * Day + 22 * 60) * 60);
        Assert.NotNull(f.NextChargeStart);
        Assert.NotNull(f.NextChargeEnd);
        Assert.InRange((f.NextChargeStart.Value - tenAtNight).TotalMinutes, -45, 45);
        Assert.InRange((f.NextChargeEnd.Value - tenAtNight).TotalHours, 7, 9);
        Assert.InRange(f.LengthHours, 7, 9);
    }

    [Theory]
    [InlineData(60, "the day has 23 hours")]
    [InlineData(-60, "the day has 25 hours")]
    public void A_habit_by_the_wall_clock_survives_a_change_of_the_clock(int changeMin, string because)
    {
        long change = Start + 30 * Day + 60;
        var clock = new LocalClock(0, change, changeMin);
        var forecaster = new ChargeForecaster();
        Feed(forecaster, Start, change, l => Nightly(l), clock);
        // As seen from the evening before: the end of the window moves with the clock, not a day later.
        double[] ahead = forecaster.Forecast(clock, change).PCharging;
        for (int k = 4; k < 96; k++)
        {
            long local = clock.ToLocalMin(change - 10 + k * 15);
            bool isNearSwitch = Nightly(local + 40) != Nightly(local - 40);
            if (!isNearSwitch) Assert.True(ahead[k] > 0.5 == Nightly(local), $"slot {k}: {because}");
        }
    }

    [Fact]
    public void A_week_without_samples_teaches_nothing_and_forgets_little()
    {
        ChargeForecaster forecaster = Learned(28, l => Loosely(l));
        long back = Start + 35 * Day;
        Feed(forecaster, back, back + 6 * 60, l => Loosely(l), Utc);
        ChargeForecast f = forecaster.Forecast(Utc, back + 6 * 60);
        Assert.True(f.PCharging[6 * 4] < 0.15, "noon");
        Assert.True(f.PCharging[18 * 4] > 0.85, "midnight");
    }

    [Fact]
    public void A_dead_sensor_is_not_taken_for_a_device_that_never_charges()
    {
        ChargeForecaster forecaster = Learned(28, l => Loosely(l));
        double before = forecaster.Forecast(Utc, 0).PCharging[24 * 4];
        Feed(forecaster, Start + 28 * Day, Start + 32 * Day, _ => null, Utc);
        double after = forecaster.Forecast(Utc, 0).PCharging[24 * 4];
        Assert.InRange(after, before - 0.15, 1);
    }

    [Fact]
    public void A_changed_habit_is_learned_within_two_weeks()
    {
        ChargeForecaster forecaster = Learned(60, l => Loosely(l));
        Func<long, bool?> byDay = l => Loosely(l + Day / 2);
        Feed(forecaster, Start + 60 * Day, Start + 74 * Day, byDay, Utc);
        Assert.True(Brier(forecaster, Start + 74 * Day, 7, byDay, 6, Utc) < 0.06);
    }

    [Fact]
    public void A_clock_that_is_off_by_an_hour_from_now_on_costs_little()
    {
        ChargeForecaster forecaster = Learned(60, l => Loosely(l));
        Func<long, bool?> shifted = l => Loosely(l + 60);
        Feed(forecaster, Start + 60 * Day, Start + 74 * Day, shifted, Utc);
        Assert.True(Brier(forecaster, Start + 74 * Day, 7, shifted, 6, Utc) < 0.06);
    }

    [Fact]
    public void A_clock_set_back_is_ignored_until_time_goes_on()
    {
        ChargeForecaster forecaster = Learned(14, l => Nightly(l));
        byte[] before = forecaster.Save();
        Feed(forecaster, Start + 2 * Day, Start + 3 * Day, _ => true, Utc);
        Assert.Equal(before, forecaster.Save());
    }

    [Fact]
    public void It_scores_itself_and_serves_the_weekly_profile_where_it_has_no_skill()
    {
        var forecaster = new ChargeForecaster();
        var coin = new Random(5);
        bool state = false;
        Feed(forecaster, Start, Start + 40 * Day, _ => state = coin.Next(6) == 0 ? !state : state, Utc, 15);
        ChargeForecast f = forecaster.Forecast(Utc, 0);
        LeadQuality sixHours = f.Quality.Single(q => q.LeadHours == 6);
        Assert.InRange(sixHours.Skill, -0.2, 0.05);
        Assert.Equal(sixHours.Skill < 0, sixHours.IsClimatology);
        Assert.InRange(f.PCharging[24], 0.25, 0.75);
    }

    [Fact]
    public void State_of_charge_goes_up_in_the_window_and_its_band_is_ordered()
    {
        var forecaster = new ChargeForecaster();
        double soc = 50;
        for (long at = Start; at < Start + 14 * Day + 20 * 60; at += 10)
        {
            soc = Math.Clamp(soc + (Nightly(at) ? 12 : -4) / 6.0, 0, 100);
            forecaster.Observe(new ChargeSample(at, Nightly(at), SocPct: soc), Utc);
        }

        ChargeForecast f = forecaster.Forecast(Utc, 0);
        var power = new PowerState { SocPct = soc, Source = PowerSource.Battery, Charging = ChargeStatus.Discharging, Quality = PowerQuality.Measured, RatePctPerHour = -4 };
        var now = new Timestamp(f.ChainStart, 0, ClockTrust.Ntp);
        var projection = new Projection(new ProjectionInput { Now = now, Power = power, Mode = OperatingMode.Reduced, Forecast = f });
        SocCurve curve = SocCurve.Of(projection, f, ChargeForecast.Slots)!;
        Assert.True(curve.Median[8 * 4] > curve.Median[2 * 4], "after midnight above 22:00");
        for (int k = 0; k < ChargeForecast.Slots; k++) Assert.True(curve.Low[k] <= curve.Median[k] + 1e-9 && curve.Median[k] <= curve.High[k] + 1e-9);
    }

    [Fact]
    public void Idle_hours_are_learned_from_activity()
    {
        var forecaster = new ChargeForecaster();
        for (long at = Start; at < Start + 14 * Day; at += 10)
            forecaster.Observe(new ChargeSample(at, false, IsIdle: at % Day < 360), Utc);
        ChargeForecast f = forecaster.Forecast(Utc, 0);
        Assert.True(f.PIdle![3 * 4] > 0.9 && f.PIdle[12 * 4] < 0.1);
    }
}
