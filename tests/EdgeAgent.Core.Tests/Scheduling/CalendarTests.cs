using System.Globalization;
using EdgeAgent.Core.Calendar;

namespace EdgeAgent.Core.Tests.Scheduling;

/// <summary>Europe/Berlin: 2026-03-29 02:00 → 03:00 (01:00 UTC), 2026-10-25 03:00 → 02:00 (01:00 UTC).</summary>
public class CalendarTests
{
    private static DateTimeOffset At(string utc) => DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static string Next(string cron, string zone, string after)
    {
        Assert.True(CronCalendar.TryParse(cron, out CronCalendar? parsed, out string error), error);
        return parsed!.Next(World.Zone(zone)!, At(after))!.Value.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("* * * * *", "2026-01-01 00:00:00", "2026-01-01 00:01")]
    [InlineData("* * * * *", "2026-01-01 00:00:59", "2026-01-01 00:01")]
    [InlineData("*/15 * * * *", "2026-01-01 00:45", "2026-01-01 01:00")]
    [InlineData("5/20 * * * *", "2026-01-01 00:25", "2026-01-01 00:45")]
    [InlineData("0 9 * * mon-fri", "2026-01-02 09:00", "2026-01-05 09:00")]
    [InlineData("0 0 * * 7", "2026-01-01 00:00", "2026-01-04 00:00")]
    [InlineData("0 0 * * 0", "2026-01-01 00:00", "2026-01-04 00:00")]
    // Both days must match, as Cronos has it; POSIX crontab takes either.
    [InlineData("0 0 13 * fri", "2026-01-01 00:00", "2026-02-13 00:00")]
    [InlineData("0 0 L * *", "2026-01-01 00:00", "2026-01-31 00:00")]
    [InlineData("0 0 * * 5#2", "2026-01-01 00:00", "2026-01-09 00:00")]
    [InlineData("0 22-2 * * *", "2026-01-01 00:00", "2026-01-01 01:00")]
    [InlineData("0 0 1 jan,JUL *", "2026-01-01 00:00", "2026-07-01 00:00")]
    [InlineData("0 0 29 2 *", "2026-01-01 00:00", "2028-02-29 00:00")]
    [InlineData("59 23 31 12 ?", "2026-12-31 23:59", "2027-12-31 23:59")]
    [InlineData("@daily", "2026-01-01 12:00", "2026-01-02 00:00")]
    [InlineData("0,30 8-9 * * *", "2026-01-01 08:30", "2026-01-01 09:00")]
    public void Cron_in_utc(string cron, string after, string expected) => Assert.Equal(expected, Next(cron, "UTC", after));

    [Theory]
    // A time of day in the gap: the first instant that exists. (systemd skips the job)
    [InlineData("30 2 * * *", "2026-03-28 12:00", "2026-03-29 01:00")]
    [InlineData("30 2 * * *", "2026-03-29 01:00", "2026-03-30 00:30")]
    [InlineData("0 3 * * *", "2026-03-28 12:00", "2026-03-29 01:00")]
    // A time of day that comes twice: once, the first time. (Quartz and Hangfire fire twice)
    [InlineData("30 2 * * *", "2026-10-24 12:00", "2026-10-25 00:30")]
    [InlineData("30 2 * * *", "2026-10-25 00:30", "2026-10-26 01:30")]
    [InlineData("30 2 * * *", "2026-10-25 01:10", "2026-10-26 01:30")]
    [InlineData("0 3 * * *", "2026-10-25 02:00", "2026-10-26 02:00")]
    // A pace keeps its pace. (systemd stops a minutely timer for an hour)
    [InlineData("*/20 * * * *", "2026-10-25 00:40", "2026-10-25 01:00")]
    [InlineData("*/20 * * * *", "2026-10-25 01:00", "2026-10-25 01:20")]
    [InlineData("*/20 * * * *", "2026-03-29 00:40", "2026-03-29 01:00")]
    [InlineData("30 * * * *", "2026-03-29 00:30", "2026-03-29 01:00")]
    [InlineData("30 * * * *", "2026-03-29 01:00", "2026-03-29 01:30")]
    [InlineData("0 * * * *", "2026-10-25 00:00", "2026-10-25 01:00")]
    // Every fourth hour around the change. (systemd had a gap of 27 h)
    [InlineData("0 */4 * * *", "2026-03-28 23:00", "2026-03-29 02:00")]
    [InlineData("0 */4 * * *", "2026-10-24 22:00", "2026-10-25 03:00")]
    public void Cron_where_the_clocks_change(string cron, string after, string expected) => Assert.Equal(expected, Next(cron, "Europe/Berlin", after));

    [Theory]
    [InlineData("30 1 * * *", "2026-03-28 12:00", "2026-03-29 01:00")]
    [InlineData("30 1 * * *", "2026-10-24 12:00", "2026-10-25 00:30")]
    [InlineData("30 1 * * *", "2026-10-25 00:30", "2026-10-26 01:30")]
    [InlineData("*/20 * * * *", "2026-10-25 00:40", "2026-10-25 01:00")]
    [InlineData("*/20 * * * *", "2026-10-25 01:00", "2026-10-25 01:20")]
    public void Dublin_whose_summer_time_is_the_standard_one_neither_loses_a_run_nor_runs_early(string cron, string after, string expected) =>
        Assert.Equal(expected, Next(cron, "Europe/Dublin", after));

    [Fact]
    public void Over_ten_years_a_daily_job_runs_once_each_local_day_in_every_zone()
    {
        Assert.True(CronCalendar.TryParse("30 2 * * *", out CronCalendar? cron, out _));
        foreach (string name in new[] { "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu" })
        {
            TimeZoneInfo zone = World.Zone(name)!;
            DateTimeOffset at = At("2018-01-01 12:00");
            for (int day = 0; day < 3650; day++)
            {
                DateTimeOffset next = cron!.Next(zone, at)!.Value;
                Assert.InRange((next - at).TotalHours, day == 0 ? 0 : 22.5, 25.5);
                if (day > 0) Assert.NotEqual(TimeZoneInfo.ConvertTime(at, zone).Date, TimeZoneInfo.ConvertTime(next, zone).Date);
                at = next;
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("* * * * * *")]
    [InlineData("-1 * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("H * * * *")]
    [InlineData("@every 5m")]
    [InlineData("1-2-3 * * * *")]
    [InlineData("1/2/3 * * * *")]
    [InlineData("* 24 * * *")]
    [InlineData("* * 0 * *")]
    [InlineData("* * * 13 *")]
    [InlineData("* * * * 8")]
    [InlineData("* * * foo *")]
    [InlineData("1,,2 * * * *")]
    [InlineData("0 0 30 2 *")]
    [InlineData("+1 * * * *")]
    public void A_wrong_expression_is_refused_with_a_reason(string text)
    {
        Assert.False(CronCalendar.TryParse(text, out _, out string error));
        Assert.NotEmpty(error);
    }

    [Theory]
    [InlineData("*/20 * * * *", true)]
    [InlineData("0 8-17 * * *", true)]
    [InlineData("0 ? * * *", true)]
    [InlineData("0 9 * * mon-fri", false)] // a range of days
    [InlineData("0 9 */2 * *", false)]
    [InlineData("@hourly", true)]
    [InlineData("@every_minute", true)]
    [InlineData("@daily", false)]
    public void A_schedule_is_a_pace_when_its_minute_or_hour_is_not_a_number(string cron, bool isPace)
    {
        Assert.True(CronCalendar.TryParse(cron, out CronCalendar? parsed, out _));
        Assert.Equal(isPace, parsed!.IsInterval);
    }

    [Fact]
    public void A_due_time_is_none_before_1971_and_after_2400()
    {
        Assert.True(CronCalendar.TryParse("@daily", out CronCalendar? daily, out _));
        Assert.Null(daily!.Next(TimeZoneInfo.Utc, At("1970-12-31 23:59")));
        Assert.Equal(At("1971-01-02 00:00"), daily.Next(TimeZoneInfo.Utc, At("1971-01-01 00:00")));
        Assert.Equal(At("2401-01-01 00:00"), daily.Next(TimeZoneInfo.Utc, At("2400-12-31 12:00")));
        Assert.Null(daily.Next(TimeZoneInfo.Utc, At("2401-01-01 00:00")));
    }
}
