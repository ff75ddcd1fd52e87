using EdgeAgent.Core.Forecast;
using static EdgeAgent.Core.Tests.Forecast.Habit;

namespace EdgeAgent.Core.Tests.Forecast;

/// <summary>An announcement of power as people write it: days of the week or one time.</summary>
public sealed class AnnouncedPartTests
{
    private const int Weekdays = 0b0011111;

    private static AnnouncedPower? Weekly(string days, string? from = "10:00", string? until = "14:00") =>
        new AnnouncedPart { Power = true, Days = days, From = from, Until = until }.Read();

    [Theory]
    [InlineData("daily", 0b1111111)]
    [InlineData("Daily", 0b1111111)]
    [InlineData("Mon", 0b0000001)]
    [InlineData("sun", 0b1000000)]
    [InlineData("Mon-Fri", Weekdays)]
    [InlineData("Sat,Sun", 0b1100000)]
    [InlineData("Mon - Tue, Thu", 0b0001011)]
    [InlineData("Sat-Mon", 0b1100001)] // over the end of the week
    [InlineData("Wed-Wed", 0b0000100)]
    public void Days_are_named_one_by_one_or_as_ranges(string text, int days)
    {
        AnnouncedPower power = Weekly(text)!;
        Assert.Equal((days, 600, 840, true, 0.9), (power.Weekdays, power.StartMin, power.EndMin, power.HasPower, power.Confidence));
    }

    [Theory]
    [InlineData("Mon-Tue-Wed")]
    [InlineData("Monday")]
    [InlineData("Mon-")]
    [InlineData("Mon,,Tue")]
    [InlineData("8")]
    public void Other_words_are_no_days(string text) => Assert.Null(Weekly(text));

    [Theory]
    [InlineData("00:00", 0)]
    [InlineData("9:05", 545)]
    [InlineData("23:59", 1439)]
    [InlineData("24:00", 1440)]
    public void A_minute_of_the_day_is_read_to_its_end(string text, int minute) => Assert.Equal((minute, 840), (Weekly("daily", from: text)!.StartMin, Weekly("daily", from: text)!.EndMin));

    [Theory]
    [InlineData("24:01", "14:00")]
    [InlineData("10:60", "14:00")]
    [InlineData("10", "14:00")]
    [InlineData(null, "14:00")]
    [InlineData("10:00", null)]
    [InlineData("10:00", "noon")]
    public void Other_times_of_day_are_refused(string? from, string? until) => Assert.Null(Weekly("daily", from, until));

    [Theory]
    [InlineData("2030-01-31T08:00:00Z", "2030-01-31T08:01:00Z", true)]
    [InlineData("2030-01-31T08:00:00Z", "2030-01-31T08:00:00Z", false)] // it never begins
    [InlineData("2030-01-31T08:00:00Z", "2030-01-31T07:00:00Z", false)]
    [InlineData("2030-01-31T08:00:00Z", null, false)]
    [InlineData(null, "2030-01-31T08:00:00Z", false)]
    [InlineData("08:00", "09:00", false)] // a time of day needs days
    public void Without_days_it_is_one_time(string? from, string? until, bool isRead)
    {
        AnnouncedPower? power = new AnnouncedPart { From = from, Until = until }.Read();
        Assert.Equal(isRead, power is not null);
        long eight = new DateTimeOffset(2030, 1, 31, 8, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds() / 60;
        if (power is not null) Assert.Equal((0, eight, eight + 1), (power.Weekdays, power.FromUtcMin, power.UntilUtcMin));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(-0.001, false)]
    [InlineData(1.001, false)]
    [InlineData(double.NaN, false)]
    public void The_confidence_is_a_share(double confidence, bool isRead) =>
        Assert.Equal(isRead, new AnnouncedPart { Days = "daily", From = "10:00", Until = "14:00", Confidence = confidence }.Read() is not null);

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(59, true)]
    [InlineData(60, false)]
    public void One_time_covers_its_minutes(int minute, bool covers) =>
        Assert.Equal(covers, new AnnouncedPower(true, 1) { FromUtcMin = Start, UntilUtcMin = Start + 60 }.Covers(Start + minute, Utc));

    [Theory]
    [InlineData(0, 600, true)]
    [InlineData(1, 599, true)]
    [InlineData(1, 600, false)]
    public void A_window_whose_end_is_its_start_lasts_a_day(int day, int minute, bool covers) =>
        Assert.Equal(covers, new AnnouncedPower(true, 1) { Weekdays = 1, StartMin = 600, EndMin = 600 }.Covers(Start + day * Day + minute, Utc));
}
