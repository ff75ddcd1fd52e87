using System.Globalization;
using EdgeAgent.Core.Time;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeAgent.Core.Tests.Time;

public class InstantTextTests
{
    private static readonly DateTimeOffset LastMinute = new(2026, 1, 31, 23, 59, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-01-31T23:59:00Z")]
    [InlineData("2026-01-31t23:59:00z")]
    [InlineData("2026-02-01T00:59:00+01:00")]
    [InlineData("2026-01-31T18:29:00-05:30")]
    [InlineData("2026-01-31T23:59:00.0Z")]
    public void An_instant_is_read_with_any_offset(string text)
    {
        Assert.True(InstantText.TryRead(text, out DateTimeOffset at));
        Assert.Equal((LastMinute, TimeSpan.Zero), (at, at.Offset));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2026-01-31")]
    [InlineData("2026-01-31T23:59Z")]
    [InlineData("2026-01-31T23:59:00")]
    [InlineData("2026-01-31 23:59:00Z")]
    [InlineData("2026-01-31T23:59:00 01:00")]
    [InlineData("2026-01-31T23:59:00+0100")]
    [InlineData("2026-01-31T23:59:00.01:00")]
    [InlineData("2026-01-31T23:59:00+01.00")]
    [InlineData("2026-01-31T24:00:00Z")]
    [InlineData("2026-02-30T00:00:00Z")]
    [InlineData("2026-01-31T23:59:61Z")]
    public void What_is_no_instant_is_refused(string? text) => Assert.False(InstantText.TryRead(text, out _));

    [Theory]
    [InlineData("1970-12-31T23:59:59Z", false)]
    [InlineData("1971-01-01T00:00:00Z", true)]
    [InlineData("8999-12-31T23:59:59Z", true)]
    [InlineData("9000-01-01T00:00:00Z", false)]
    public void A_year_before_1971_or_after_8999_is_refused(string text, bool isRead) => Assert.Equal(isRead, InstantText.TryRead(text, out _));

    [Fact]
    public void A_leap_second_is_the_first_second_of_the_next_day_with_its_fraction()
    {
        Assert.True(InstantText.TryRead("2016-12-31T23:59:60.25Z", out DateTimeOffset at));
        Assert.Equal(new DateTimeOffset(2017, 1, 1, 0, 0, 0, 250, TimeSpan.Zero), at);
        Assert.True(InstantText.TryRead("2017-01-01T00:59:60+01:00", out at));
        Assert.Equal(new DateTimeOffset(2017, 1, 1, 0, 0, 0, TimeSpan.Zero), at);
    }

    [Theory]
    [InlineData("2016-12-31T12:00:60Z")]
    [InlineData("2016-12-31T23:58:60Z")]
    [InlineData("2016-12-31T23:59:60+01:00")]
    public void A_leap_second_at_another_time_than_midnight_UTC_is_refused(string text) => Assert.False(InstantText.TryRead(text, out _));

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(43)]
    public void Digits_below_100_ns_are_cut_off(int digits)
    {
        string text = $"2026-01-31T23:59:00.{new string('9', digits)}Z";
        Assert.True(InstantText.TryRead(text, out DateTimeOffset at));
        string kept = new string('9', Math.Min(digits, 7)).PadRight(7, '0');
        Assert.Equal(LastMinute.AddTicks(long.Parse(kept, CultureInfo.InvariantCulture)), at);
    }

    [Fact]
    public void A_text_of_more_than_64_characters_is_refused()
    {
        Assert.True(InstantText.TryRead($"2026-01-31T23:59:00.{new string('9', 43)}Z", out _));
        Assert.False(InstantText.TryRead($"2026-01-31T23:59:00.{new string('9', 44)}Z", out _));
    }

    [Fact]
    public void Every_instant_that_is_written_is_read_again()
    {
        var ticks = Gen.Choose(0, int.MaxValue).Two().Select(p => new DateTimeOffset(1971, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(p.Item1).AddTicks(p.Item2 % 10_000_000));
        var offsets = Gen.Choose(-14 * 60, 14 * 60).Select(m => TimeSpan.FromMinutes(m));
        Prop.ForAll(Arb.From(ticks.Zip(offsets)), pair =>
        {
            string text = pair.Item1.ToOffset(pair.Item2).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffffK", CultureInfo.InvariantCulture);
            return InstantText.TryRead(text, out DateTimeOffset at) && at == pair.Item1;
        }).QuickCheckThrowOnFailure();
    }
}
