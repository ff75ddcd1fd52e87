using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Forecast;

public sealed class ChargePriorTests
{
    private const int Day = 1440;
    private const long Start = 20_000L * Day; // 2024-10-04, a Friday
    private static readonly LocalClock Utc = LocalClock.Fixed(0);

    private static bool ByNight(long at) => at % Day / 60 is >= 20 or < 6;
    private static bool ByDay(long at) => at % Day / 60 is >= 9 and < 17;

    private static ChargeForecaster Lived(ChargePrior prior, double days, Func<long, bool> charges, double harvestW = double.NaN)
    {
        var forecaster = new ChargeForecaster(prior);
        for (long at = Start; at < Start + (long)(days * Day); at += 10) forecaster.Observe(new ChargeSample(at, charges(at), harvestW), Utc);
        return forecaster;
    }

    private static ChargePrior HomeAndOffice() => new(
    [
        SiteKind.Learn("home", [Lived(ChargePrior.None, 30, ByNight), Lived(ChargePrior.None, 40, ByNight)]),
        SiteKind.Learn("office", [Lived(ChargePrior.None, 30, ByDay)]),
    ]);

    private static double At(ChargeForecaster forecaster, double days, int hoursAhead) =>
        forecaster.Forecast(Utc, Start + (long)(days * Day)).PCharging[4 * hoursAhead];

    [Fact]
    public void A_device_that_has_seen_one_evening_expects_the_morning_that_others_at_such_sites_have()
    {
        // From midnight of the first day to 21:00: it came on charge at 20:00, and never yet did it leave in the morning at 6:00 after a night.
        ChargeForecaster alone = Lived(ChargePrior.None, 0.9, at => at >= Start + 20 * 60), wise = Lived(HomeAndOffice(), 0.9, at => at >= Start + 20 * 60);
        Assert.True(At(wise, 0.9, 5) > 0.8, $"at 2:00 {At(wise, 0.9, 5):0.00}");
        Assert.True(At(wise, 0.9, 14) < 0.2, $"at 11:00 {At(wise, 0.9, 14):0.00}");
        Assert.True(At(alone, 0.9, 14) > 0.3, $"at 11:00, knowing nothing of others, {At(alone, 0.9, 14):0.00}");
    }

    [Fact]
    public void Which_kind_of_site_it_is_shows_in_the_first_days()
    {
        ChargePrior prior = HomeAndOffice();
        Assert.True(At(Lived(prior, 2, ByNight), 2, 12) < 0.15);
        Assert.True(At(Lived(prior, 2, ByDay), 2, 12) > 0.85);
    }

    [Fact]
    public void The_kind_that_was_found_is_named_with_how_likely_it_is()
    {
        ChargePrior prior = HomeAndOffice();
        LikelyKind? Kind(ChargeForecaster forecaster, double days) => forecaster.Forecast(Utc, Start + (long)(days * Day)).Kind;
        Assert.Equal("home", Kind(Lived(prior, 2, ByNight), 2)?.Name);
        Assert.Equal("office", Kind(Lived(prior, 2, ByDay), 2)?.Name);
        Assert.InRange(Kind(Lived(prior, 2, ByDay), 2)!.Value.Chance, 0.99, 1);
        Assert.InRange(Kind(Lived(prior, 0.1, ByNight), 0.1)!.Value.Chance, 0.5, 0.9);
        Assert.Null(Kind(new ChargeForecaster(prior), 0));
        Assert.Null(Kind(Lived(ChargePrior.None, 2, ByDay), 2));
        Assert.Equal(new LikelyKind("solar", 1), Kind(Lived(prior, 2, ByDay, harvestW: 5), 2));
    }

    [Fact]
    public void Own_habits_outweigh_those_of_others_within_weeks()
    {
        ChargePrior homes = new([SiteKind.Learn("home", [Lived(ChargePrior.None, 40, ByNight)])]);
        double[] with = Lived(homes, 42, ByDay).Forecast(Utc, Start + 42 * Day).PCharging;
        for (int k = 0; k < with.Length; k++)
        {
            bool near = Enumerable.Range(-3, 7).Any(d => ByDay(Start + (k + d) * 15) != ByDay(Start + k * 15));
            if (!near) Assert.Equal(ByDay(Start + k * 15) ? 1 : 0, with[k], 0.15);
        }
    }

    [Fact]
    public void On_a_site_with_a_panel_others_say_nothing()
    {
        double[] with = Lived(HomeAndOffice(), 3, ByDay, harvestW: 0.1).Forecast(Utc, Start + 3 * Day).PCharging;
        Assert.Equal(Lived(ChargePrior.None, 3, ByDay, harvestW: 0.1).Forecast(Utc, Start + 3 * Day).PCharging, with);
    }

    [Fact]
    public void What_was_learned_is_written_and_read_again()
    {
        string text = HomeAndOffice().Format(["two homes, one office"]);
        ChargePrior read = ChargePrior.Parse(text);
        Assert.Equal(["home", "office"], read.Kinds.Select(k => k.Name));
        Assert.Equal(text, read.Format(["two homes, one office"]));
    }

    public static TheoryData<string, string> Damaged => new()
    {
        { "", "line 1" },
        { "edgeagent-prior 2\n", "edgeagent-prior 1" },
        { "edgeagent-prior 1\nrate 1\n", "line 2: 'kind NAME' comes first" },
        { "edgeagent-prior 1\nkind a_b\n", "line 2" },
        { "edgeagent-prior 1\nkind home\nrate 1 2\n", "line 3: 'rate' has 2 numbers, not 192" },
        { "edgeagent-prior 1\nkind home\nprofile" + string.Concat(Enumerable.Repeat(" 2", 96)), "line 3: '2' is not a number from 0 to 1" },
        { "edgeagent-prior 1\nkind home\nprofile" + string.Concat(Enumerable.Repeat(" NaN", 96)), "line 3: 'NaN' is not a number from 0 to 1" },
        { "edgeagent-prior 1\nkind home\nprofile" + string.Concat(Enumerable.Repeat(" 0", 96)), "every kind has the lines 'rate', 'age' and 'profile'" },
        { new string('x', 100_000), "at most 65536 characters" },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void A_text_that_is_no_prior_is_refused_with_its_line_and_what_is_allowed(string text, string told)
    {
        FormatException fault = Assert.Throws<FormatException>(() => ChargePrior.Parse(text));
        Assert.Contains(told, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_given_twice_is_refused()
    {
        string text = HomeAndOffice().Format([]);
        string age = text.Split('\n').First(l => l.StartsWith("age", StringComparison.Ordinal));
        FormatException fault = Assert.Throws<FormatException>(() => ChargePrior.Parse(text.Replace("kind office", age + "\nkind office", StringComparison.Ordinal)));
        Assert.Contains("a second 'age' of 'home'", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    public void A_prior_has_at_most_sixteen_kinds(int kinds, bool isRead)
    {
        string one = HomeAndOffice().Format([]).Split("kind office")[0]["edgeagent-prior 1\n".Length..];
        string text = "edgeagent-prior 1\n" + string.Concat(Enumerable.Range(0, kinds).Select(i => one.Replace("kind home", $"kind k{i}", StringComparison.Ordinal)));
        if (isRead) Assert.Equal(kinds, ChargePrior.Parse(text).Kinds.Count);
        else Assert.Contains("17 kinds: at most 16", Assert.Throws<FormatException>(() => ChargePrior.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("1", true)]
    [InlineData("1.001", false)]
    [InlineData("-0.001", false)]
    public void A_number_at_the_end_of_its_range_is_read(string number, bool isRead)
    {
        string text = HomeAndOffice().Format([]);
        string profile = text.Split('\n').First(l => l.StartsWith("profile", StringComparison.Ordinal));
        string changed = text.Replace(profile, "profile" + string.Concat(Enumerable.Repeat($" {number}", 96)), StringComparison.Ordinal);
        if (isRead) Assert.Equal(2, ChargePrior.Parse(changed).Kinds.Count);
        else Assert.Throws<FormatException>(() => ChargePrior.Parse(changed));
    }
}
