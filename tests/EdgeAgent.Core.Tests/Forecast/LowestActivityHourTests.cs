using EdgeAgent.Core.Forecast;
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
}
