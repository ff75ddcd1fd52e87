using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Time;
using static EdgeAgent.Core.Tests.Forecast.Habit;

namespace EdgeAgent.Core.Tests.Forecast;

public sealed class LowestActivityHourTests
{
    [Fact]
    public void Nothing_known_means_an_hour_from_now()
    {
        var lowest = new LowestActivityHour();
        Assert.Null(lowest.Hour);
        Assert.Equal(Start + 60, lowest.Next(Start, Utc));
    }

    [Fact]
    public void The_quiet_hour_is_remembered_over_days_not_one_hour()
    {
        var lowest = new LowestActivityHour();
        for (long at = Start; at < Start + 3 * Day; at += 10) lowest.Observe(at, at % Day / 60 == 4 ? 1 : 30, Utc);
        Assert.Equal(4, lowest.Hour);
        Assert.Equal(Start + 3 * Day + 4 * 60, lowest.Next(Start + 3 * Day, Utc));
        Assert.Equal(Start + 3 * Day + 4 * 60 + 20, lowest.Next(Start + 3 * Day + 4 * 60 + 20, Utc));
    }

    [Fact]
    public void What_was_seen_two_weeks_ago_counts_half()
    {
        var lowest = new LowestActivityHour();
        lowest.Observe(Start + 3 * 60, 10, Utc);
        lowest.Observe(Start + 5 * 60, 7, Utc);
        Assert.Equal(5, lowest.Hour);
        lowest.Observe(Start + 14 * Day + 5 * 60, 12, Utc);
        Assert.Equal(3, lowest.Hour); // (7 / 2 + 12) / 1.5 = 10.3
    }

    [Fact]
    public void Of_hours_that_are_equally_quiet_the_earliest_is_taken()
    {
        var lowest = new LowestActivityHour();
        foreach (int hour in new[] { 9, 2, 17 }) lowest.Observe(Start + Day + hour * 60 - (hour == 9 ? Day : 0), 1, Utc);
        Assert.Equal(2, lowest.Hour);
    }

    [Fact]
    public void A_sample_without_activity_or_from_before_the_newest_is_left_out()
    {
        var lowest = new LowestActivityHour();
        lowest.Observe(Start + 4 * 60, 5, Utc);
        lowest.Observe(Start + 3 * 60, 1, Utc);
        lowest.Observe(Start + 6 * 60, double.NaN, Utc);
        Assert.Equal(4, lowest.Hour);
        lowest.Observe(Start + 4 * 60, 7, Utc);
        Assert.Equal(4, lowest.Hour);
    }

    [Fact]
    public void A_quiet_hour_that_the_spring_change_skips_comes_again_on_the_day_after()
    {
        var lowest = new LowestActivityHour();
        lowest.Observe(Start + 2 * 60, 1, Utc);
        long now = Start + Day + 90;
        var skipsTwo = new LocalClock(0, Start + Day + 120, 60);
        Assert.Equal(Start + 2 * Day + 60, lowest.Next(now, skipsTwo));
    }

    [Theory]
    [InlineData(60, 3 * 60)]
    [InlineData(-60, 5 * 60)]
    public void Next_is_found_on_the_wall_clock_on_a_day_of_23_or_25_hours(int changeMin, int expectedUtc)
    {
        var lowest = new LowestActivityHour();
        for (long at = Start; at < Start + Day; at += 10) lowest.Observe(at, at % Day / 60 == 4 ? 1 : 30, Utc);
        var clock = new LocalClock(0, Start + Day + 60, changeMin);
        Assert.Equal(Start + Day + expectedUtc, lowest.Next(Start + Day, clock));
    }

    [Fact]
    public void It_is_known_after_half_a_day_and_goes_on_after_a_restart()
    {
        var lowest = new LowestActivityHour();
        for (long at = Start; at < Start + 11 * 60; at += 10) lowest.Observe(at, at % Day / 60 == 4 ? 1 : 30, Utc);
        Assert.False(lowest.IsKnown);
        for (long at = Start + 11 * 60; at < Start + 2 * Day; at += 10) lowest.Observe(at, at % Day / 60 == 4 ? 1 : 30, Utc);
        Assert.True(lowest.IsKnown);
        Assert.True(LowestActivityHour.TryLoad(lowest.Save(), Start + 2 * Day, out LowestActivityHour again));
        Assert.True(again.IsKnown);
        Assert.Equal(lowest.Next(Start + 2 * Day, Utc), again.Next(Start + 2 * Day, Utc));
        Assert.Equal(lowest.Save(), again.Save());
    }

    [Fact]
    public void State_that_is_cut_off_damaged_or_from_the_future_is_refused()
    {
        var lowest = new LowestActivityHour();
        lowest.Observe(Start, 5, Utc);
        byte[] bytes = lowest.Save();
        Assert.False(LowestActivityHour.TryLoad(bytes, Start - 1, out _));
        Assert.False(LowestActivityHour.TryLoad(bytes.AsSpan(1), Start, out _));
        bytes[12] = bytes[11] = 0xff; // a sum that is no number
        bytes[10] = 0x80;
        Assert.False(LowestActivityHour.TryLoad(bytes, Start, out LowestActivityHour fresh));
        Assert.Null(fresh.Hour);
    }

    [Fact]
    public void A_site_never_charges_when_two_weeks_of_watching_saw_none()
    {
        var seen = new ChargingPresence();
        Assert.False(seen.IsNever(Start));
        seen.Observe(Start, null);
        Assert.False(seen.IsNever(Start + 30 * Day));
        seen.Observe(Start, false);
        Assert.False(seen.IsNever(Start + 14 * Day - 1));
        Assert.True(seen.IsNever(Start + 14 * Day));
        Assert.True(ChargingPresence.Load(seen.Save(), Start + 14 * Day).IsNever(Start + 14 * Day));
        Assert.False(ChargingPresence.Load(seen.Save(), Start - 1).IsNever(Start + 14 * Day));
        seen.Observe(Start + 14 * Day, true);
        Assert.False(seen.IsNever(Start + 14 * Day));
    }

    [Fact]
    public void What_was_saved_this_minute_is_restored()
    {
        var seen = new ChargingPresence();
        seen.Observe(Start, true);
        seen.Observe(Start + 1, false);
        Assert.False(ChargingPresence.Load(seen.Save(), Start).IsNever(Start + 14 * Day - 1));
        Assert.True(ChargingPresence.Load(seen.Save(), Start).IsNever(Start + 14 * Day));
        Assert.False(ChargingPresence.Load(seen.Save().AsSpan(1), Start).IsNever(Start + 14 * Day));
        var lowest = new LowestActivityHour();
        lowest.Observe(Start, 5, Utc);
        Assert.True(LowestActivityHour.TryLoad(lowest.Save(), Start, out _));
    }

    [Theory]
    [InlineData(11, false)]
    [InlineData(12, true)]
    public void It_is_known_when_twelve_hours_of_the_day_were_seen(int hours, bool isKnown)
    {
        var lowest = new LowestActivityHour();
        for (int hour = 0; hour < hours; hour++) lowest.Observe(Start + 60 * hour, 5, Utc);
        Assert.Equal(isKnown, lowest.IsKnown);
    }
}
