using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Tests.Scheduling;
using EdgeAgent.Core.Time;
using static EdgeAgent.Core.Tests.Forecast.Habit;

namespace EdgeAgent.Core.Tests.Forecast;

/// <summary>The night of the change of the clock in Europe/Oslo, both ways: habits keep to the wall clock, the sun does not.</summary>
public sealed class CalendarOfHabitTests
{
    private const int LearnedDays = 40;

    // 01:00 UTC on the last Sunday of March and October.
    public static TheoryData<string> Changes => ["2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z"];

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_plug_in_habit_keeps_to_the_wall_clock_as_seen_before_and_after(string changeAt)
    {
        if (World.Zone("Europe/Oslo") is not { } zone) return;
        long change = Minute(changeAt);
        var forecaster = new ChargeForecaster();
        Learn(forecaster, zone, change - LearnedDays * Day, change - 6 * 60, at => new ChargeSample(at, Nightly(Local(zone, at))));
        ExpectNights(forecaster, zone, change - 6 * 60, "the evening before");
        Learn(forecaster, zone, change - 6 * 60, change + Day + 600, at => new ChargeSample(at, Nightly(Local(zone, at))));
        ExpectNights(forecaster, zone, change + Day + 600, "a day after");
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void The_richest_hour_of_a_panel_stays_where_the_sun_is(string changeAt)
    {
        if (World.Zone("Europe/Oslo") is not { } zone) return;
        long change = Minute(changeAt);
        var forecaster = new ChargeForecaster();
        Learn(forecaster, zone, change - LearnedDays * Day, change + 6 * 60, at => new ChargeSample(at, Sun(at) >= 3, Sun(at)));
        // 07:00 UTC on the day of the change, and the same a day after.
        Assert.InRange(RichestHour(forecaster, zone, change + 6 * 60), 11.5, 12.5);
        Learn(forecaster, zone, change + 6 * 60, change + Day + 6 * 60, at => new ChargeSample(at, Sun(at) >= 3, Sun(at)));
        Assert.InRange(RichestHour(forecaster, zone, change + Day + 6 * 60), 11.5, 12.5);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void What_was_learned_of_a_habit_is_not_cut_down_because_the_clock_changed(string changeAt)
    {
        if (World.Zone("Europe/Oslo") is not { } zone) return;
        long change = Minute(changeAt), end = change + 14 * Day;
        var forecaster = new ChargeForecaster();
        Learn(forecaster, zone, change - LearnedDays * Day, end, at => new ChargeSample(at, Nightly(Local(zone, at))));
        ChargeForecast f = forecaster.Forecast(ClockAt(zone, end), end);
        Assert.True(f.Confidence > 0.7, $"confidence {f.Confidence}");
    }

    private static void ExpectNights(ChargeForecaster forecaster, TimeZoneInfo zone, long now, string when)
    {
        double[] p = forecaster.Forecast(ClockAt(zone, now), now).PCharging;
        for (int k = 4; k < 96; k++)
        {
            long at = now - 10 + k * ChargeForecast.SlotMinutes;
            bool isNearSwitch = Nightly(Local(zone, at + 40)) != Nightly(Local(zone, at - 40));
            if (!isNearSwitch) Assert.True(p[k] > 0.5 == Nightly(Local(zone, at)), $"{when}, slot {k}: {p[k]:0.00}");
        }
    }

    // Watts that a task of 20 W would take from the battery are fewest at the best hour.
    private static double RichestHour(ChargeForecaster forecaster, TimeZoneInfo zone, long now)
    {
        SurplusForecast surplus = forecaster.Forecast(ClockAt(zone, now), now).Surplus!;
        int best = Enumerable.Range(0, 64).MinBy(k => surplus.BatteryShare(k, 20));
        return (now + best * ChargeForecast.SlotMinutes) % Day / 60.0;
    }

    private static void Learn(ChargeForecaster forecaster, TimeZoneInfo zone, long from, long to, Func<long, ChargeSample> sample)
    {
        for (long at = from; at < to; at += 10) forecaster.Observe(sample(at), ClockAt(zone, at));
    }

    private static double Sun(long utcMin) => Math.Max(0, 18 * Math.Sin((utcMin % Day - 360) / 720.0 * Math.PI));

    private static LocalClock ClockAt(TimeZoneInfo zone, long utcMin)
    {
        int now = Offset(zone, utcMin);
        for (long at = utcMin; at < utcMin + 49 * 60; at += 60)
        {
            if (Offset(zone, at + 60) != now) return new LocalClock(now, (at / 60 + 1) * 60, Offset(zone, at + 60));
        }

        return LocalClock.Fixed(now);
    }

    private static long Local(TimeZoneInfo zone, long utcMin) => utcMin + Offset(zone, utcMin);

    private static int Offset(TimeZoneInfo zone, long utcMin) => (int)zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(utcMin * 60)).TotalMinutes;

    private static long Minute(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds() / 60;
}
