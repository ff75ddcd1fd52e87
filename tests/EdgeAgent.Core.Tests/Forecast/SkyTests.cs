using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using static EdgeAgent.Core.Tests.Forecast.Habit;

namespace EdgeAgent.Core.Tests.Forecast;

/// <summary>A site with a panel: 18 W at noon from a clear sky, sun from 6 to 18 h UTC; it charges from 3 W up.</summary>
public sealed class SkyTests
{
    private const int LearnedDays = 21;
    private const double ThresholdW = 3;

    /// <summary>One day in four is dull from morning to evening.</summary>
    private static double Clearness(long min) => min / Day % 4 == 3 ? 0.2 : 0.97;

    private static double Clear(long min) => 18 * Math.Max(0, Math.Sin(Math.PI * (min % Day - 360) / 720.0));

    private static ChargeSample Sample(long at, double clearness) => new(at, Clear(at) * clearness >= ThresholdW, Clear(at) * clearness);

    /// <summary>The forecast after three weeks of learning and the next day up to the given hour, with the given clearness.</summary>
    private static (ChargeForecast Forecast, long Now) At(double hour, Func<double, double> clearnessByHour)
    {
        var forecaster = new ChargeForecaster();
        long today = Start + LearnedDays * Day, now = today + (long)(hour * 60);
        for (long at = Start; at < today; at += 5) forecaster.Observe(Sample(at, Clearness(at)), Utc);
        for (long at = today; at <= now; at += 5) forecaster.Observe(Sample(at, clearnessByHour((at - today) / 60.0)), Utc);
        return (forecaster.Forecast(Utc, now), now);
    }

    private static Placement Plan(ChargeForecast forecast, long now, double hour, double powerW = 5) =>
        new WindowPlanner().Plan(
            new PlanningFacts { Now = Time(now), IsCharging = Clear(now) >= ThresholdW, Forecast = forecast, SurplusWeight = 1 },
            [
                new PlannableTask
                {
                    Index = 0,
                    ReleaseAt = Time(now),
                    DeadlineAt = Time(now).AddHours(hour),
                    Duration = TimeSpan.FromMinutes(30),
                    DurationP90 = TimeSpan.FromMinutes(30),
                    PowerW = powerW,
                    Class = TaskClass.Background,
                    Preemption = Preemption.Never,
                },
            ])[0];

    private static DateTimeOffset Time(long min) => DateTimeOffset.FromUnixTimeSeconds(min * 60);

    [Theory]
    [InlineData(20)]
    [InlineData(30)]
    public void A_quarter_hour_without_a_sample_is_no_night(int stepMin)
    {
        var forecaster = new ChargeForecaster();
        long now = Start + LearnedDays * Day + 9 * 60;
        for (long at = Start; at <= now; at += stepMin) forecaster.Observe(Sample(at, Clearness(at)), Utc);
        ChargeForecast sparse = forecaster.Forecast(Utc, now), dense = At(9, _ => 0.97).Forecast;
        for (int slot = 0; slot < 6 * 4; slot++)
            Assert.InRange(sparse.Surplus!.BatteryShare(slot, 5) - dense.Surplus!.BatteryShare(slot, 5), -0.1, 0.1);
    }

    [Fact]
    public void The_first_weak_sun_is_let_pass_and_the_rich_hours_are_not()
    {
        (ChargeForecast weak, long early) = At(6.75, _ => 0.97);
        Placement waits = Plan(weak, early, 12);
        Assert.False(waits.RunNow);
        Assert.InRange((waits.PlannedStart - Time(early)).TotalHours, 0.25, 4);
        (ChargeForecast rich, long later) = At(9.5, _ => 0.97);
        Assert.True(Plan(rich, later, 12).RunNow);
    }

    [Fact]
    public void A_gap_in_the_clouds_is_used_while_it_is_there()
    {
        (ChargeForecast dull, long now) = At(11, _ => 0.2);
        Assert.False(Plan(dull, now, 5).RunNow);
        // The newest sample alone is bright: less than a quarter of an hour of it.
        (ChargeForecast gap, now) = At(11, h => h > 10.95 ? 0.97 : 0.2);
        Assert.True(Plan(gap, now, 5).RunNow);
    }

    [Fact]
    public void Hours_of_a_dull_sky_say_much_of_the_next_hour_and_little_of_tomorrow()
    {
        (ChargeForecast f, _) = At(11, _ => 0.2);
        SurplusForecast sky = f.Surplus!;
        Assert.True(sky.BatteryShare(4, 5) > 0.6, $"in an hour {sky.BatteryShare(4, 5):0.00}");
        Assert.True(sky.BatteryShare(96, 5) < 0.45, $"tomorrow {sky.BatteryShare(96, 5):0.00}");
        Assert.Equal(1, sky.BatteryShare(48, 5), 6);
    }

    [Fact]
    public void Shares_and_chances_lie_between_none_and_all_in_every_slot()
    {
        (ChargeForecast f, _) = At(9, h => h < 8 ? 0.97 : 1.4);
        for (int k = 0; k < ChargeForecast.Slots; k++)
        {
            Assert.InRange(f.PCharging[k], 0, 1);
            Assert.True(f.Surplus!.BatteryShare(k, 3) <= f.Surplus.BatteryShare(k, 6) + 1e-9, $"slot {k}: the heavier task asks more of the battery");
        }
    }

    [Fact]
    public void A_change_of_the_clock_moves_neither_sun_nor_charging()
    {
        var forecaster = new ChargeForecaster();
        long change = Start + LearnedDays * Day + 60;
        LocalClock Oslo(long at) => at < change ? new LocalClock(60, change, 120) : LocalClock.Fixed(120);
        double worst = 0;
        for (long at = Start; at < change + 3 * Day; at += 10)
        {
            forecaster.Observe(Sample(at, 0.97), Oslo(at));
            if (at < change - Day || at % 60 != 0) continue;
            // Where the sun is about the threshold either answer will do.
            double then = Clear(at + 6 * 60) * 0.97;
            if (Math.Abs(then - ThresholdW) < 2.5) continue;
            worst = Math.Max(worst, Math.Abs(forecaster.Forecast(Oslo(at), at).PCharging[24] - (then >= ThresholdW ? 1 : 0)));
        }

        Assert.True(worst < 0.2, $"worst error {worst:0.00}");
    }

    [Fact]
    public void The_planner_plays_the_probabilities_that_are_published()
    {
        var forecaster = Learned(21, l => Loosely(l));
        ChargeForecast f = forecaster.Forecast(LocalClock.Fixed(0), Start + 21 * Day);
        double[] played = f.Chain.Play(ChargeForecast.Slots);
        // A slot's rates move by a factor of four at most, so a jump is followed within some slots.
        double mean = Enumerable.Range(0, ChargeForecast.Slots).Average(k => Math.Abs(played[k] - f.PCharging[k]));
        Assert.True(mean < 0.02, $"mean difference {mean:0.000}");
    }
}
