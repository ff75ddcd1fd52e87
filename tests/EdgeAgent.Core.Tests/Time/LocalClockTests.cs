using EdgeAgent.Core.Time;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeAgent.Core.Tests.Time;

public class LocalClockTests
{
    // 2026-03-29T01:00:00Z, when Central European Summer Time begins.
    private static readonly DateTimeOffset SummerBegins = new(2026, 3, 29, 1, 0, 0, TimeSpan.Zero);

    private static long Minutes(DateTimeOffset at) => at.ToUnixTimeSeconds() / 60;

    [Fact]
    public void The_new_offset_holds_from_the_minute_of_the_change_on()
    {
        var clock = new LocalClock(60, Minutes(SummerBegins), 120);
        Assert.Equal(Minutes(SummerBegins) - 1 + 60, clock.ToLocalMin(Minutes(SummerBegins) - 1));
        Assert.Equal(Minutes(SummerBegins) + 120, clock.ToLocalMin(Minutes(SummerBegins)));
    }

    [Theory]
    [InlineData("2026-01-02T23:59:00Z", 4, 0, 47)] // Friday
    [InlineData("2026-01-03T00:00:00Z", 5, 1, 0)]
    [InlineData("2026-01-04T12:29:00Z", 6, 1, 24)]
    [InlineData("2026-01-05T12:30:00Z", 0, 0, 25)]
    [InlineData("1969-12-31T23:30:00Z", 2, 0, 47)] // before the first minute
    public void A_local_minute_has_a_day_of_the_week_and_a_half_hour(string text, int weekday, int weekend, int halfHour)
    {
        long at = Minutes(DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal((weekday, weekend, halfHour), (LocalClock.Weekday(at), LocalClock.Weekend(at), LocalClock.HalfHour(at)));
        Assert.Equal(weekend * 48 + halfHour, LocalClock.Cell(at));
    }

    [Fact]
    public void Every_minute_has_the_weekday_and_the_half_hour_of_the_calendar() =>
        Prop.ForAll(Arb.From(Gen.Choose(-30_000_000, 60_000_000)), minute =>
        {
            var at = DateTimeOffset.UnixEpoch.AddMinutes(minute);
            return LocalClock.Weekday(minute) == ((int)at.DayOfWeek + 6) % 7 && LocalClock.HalfHour(minute) == at.Hour * 2 + at.Minute / 30;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Division_rounds_down_on_both_sides_of_zero() =>
        Assert.Equal([-2, -1, -1, 0, 0, 1], new[] { -8L, -7L, -1L, 0L, 6L, 7L }.Select(a => LocalClock.FloorDiv(a, 7)));
}
