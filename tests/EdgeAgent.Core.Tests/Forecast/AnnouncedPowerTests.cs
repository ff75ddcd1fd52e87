using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Time;
using static EdgeAgent.Core.Tests.Forecast.Habit;

namespace EdgeAgent.Core.Tests.Forecast;

public sealed class AnnouncedPowerTests
{
    private const int Tuesday = 1 << 1;
    private static readonly AnnouncedPower TenToTwo = new(HasPower: false, 0.9) { Weekdays = Tuesday, StartMin = 600, EndMin = 840 };

    [Theory]
    [InlineData(1, 599, false)]
    [InlineData(1, 600, true)]
    [InlineData(1, 839, true)]
    [InlineData(1, 840, false)]
    [InlineData(2, 700, false)]
    public void A_weekly_window_covers_its_hours_of_its_day(int day, int minute, bool covers) =>
        Assert.Equal(covers, TenToTwo.Covers(Start + day * Day + minute, Utc));

    [Theory]
    [InlineData(1, 1320, true)]
    [InlineData(2, 359, true)]
    [InlineData(2, 360, false)]
    [InlineData(1, 100, false)]
    public void A_window_over_midnight_belongs_to_the_day_on_which_it_begins(int day, int minute, bool covers) =>
        Assert.Equal(covers, (TenToTwo with { StartMin = 1320, EndMin = 360 }).Covers(Start + day * Day + minute, Utc));

    [Fact]
    public void A_weekly_window_keeps_to_the_local_clock() =>
        Assert.True(TenToTwo.Covers(Start + Day + 540, LocalClock.Fixed(60)));

    [Fact]
    public void The_surest_announcement_decides_and_what_was_learned_counts_in_the_rest()
    {
        AnnouncedPower there = TenToTwo with { HasPower = true, Confidence = 0.95 };
        long at = Start + Day + 700;
        Assert.Equal(0.08, AnnouncedPower.Blend(0.8, [TenToTwo], at, Utc), 9);
        Assert.Equal(0.99, AnnouncedPower.Blend(0.8, [TenToTwo, there], at, Utc), 9);
        Assert.Equal(0.8, AnnouncedPower.Blend(0.8, [TenToTwo], at + Day, Utc), 9);
        Assert.Equal(0.8, AnnouncedPower.Blend(0.8, [TenToTwo with { Confidence = 0 }], at, Utc), 9);
    }

    [Fact]
    public void Planner_and_page_see_an_announced_outage_at_a_site_that_always_charged()
    {
        ChargeForecaster forecaster = Learned(21, _ => true);
        long now = Start + 21 * Day - 10;
        forecaster.Announced = [new AnnouncedPower(HasPower: false, 0.95) { FromUtcMin = now + 360, UntilUtcMin = now + 480 }];
        ChargeForecast forecast = forecaster.Forecast(Utc, now);
        Assert.True(forecast.PCharging[23] > 0.9, $"{forecast.PCharging[23]}");
        Assert.InRange(forecast.PCharging[26], 0, 0.06);
        Assert.True(forecast.PCharging[34] > 0.9, $"{forecast.PCharging[34]}");
        ChargeWindow[] windows = [.. forecast.Windows];
        Assert.InRange((windows[0].End!.Value - forecast.ChainStart).TotalMinutes, 330, 390);
        Assert.InRange((windows[1].Start - forecast.ChainStart).TotalMinutes, 450, 510);
    }

    // Load shedding of two hours at another time each day: no habit shows it, the published schedule does, and nine times in ten it holds.
    [Fact]
    public void A_schedule_that_no_habit_shows_gives_skill_six_hours_ahead()
    {
        static int OutageAt(long day) => (int)((day * 7919 + 13) % 20) * 60;
        static bool IsOff(long local)
        {
            long day = local / Day, minute = local % Day;
            return day % 10 != 0 && minute >= OutageAt(day) && minute < OutageAt(day) + 120;
        }

        AnnouncedPower[] told = [.. Enumerable.Range(0, 60).Select(i => Start / Day + i).Select(day => new AnnouncedPower(HasPower: false, 0.9)
        {
            FromUtcMin = day * Day + OutageAt(day), UntilUtcMin = day * Day + OutageAt(day) + 120,
        })];
        ChargeForecaster without = Learned(30, l => !IsOff(l)), with = Learned(30, l => !IsOff(l));
        with.Announced = told;
        double blind = Brier(without, Start + 30 * Day, 20, l => !IsOff(l), 6, Utc), informed = Brier(with, Start + 30 * Day, 20, l => !IsOff(l), 6, Utc);
        Assert.True(informed < 0.5 * blind, $"{informed} against {blind}");
    }
}
