using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using EdgeAgent.Loop;

namespace EdgeAgent.Tests;

public sealed class ChargeLearnerTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_quietest_hour_is_told_after_a_day_of_samples()
    {
        var learner = new ChargeLearner(TimeZoneInfo.Utc, idleW: 3, ChargePrior.None);
        for (int minute = 0; minute < 1440; minute += 10) Observe(learner, minute, cpuPct: minute / 60 == 3 ? 2 : 40, ClockTrust.Ntp);
        Assert.Equal(Midnight.AddDays(1).AddHours(3), learner.QuietestAt);
    }

    [Fact]
    public void Nothing_is_learned_by_a_clock_that_nobody_confirmed()
    {
        var learner = new ChargeLearner(TimeZoneInfo.Utc, idleW: 3, ChargePrior.None);
        Observe(learner, 0, cpuPct: 5, ClockTrust.Unsynced);
        Assert.Null(learner.Forecast);
        Assert.Null(learner.QuietestAt);
        Assert.Null(learner.Save());
    }

    [Fact]
    public void The_quiet_hour_is_planned_by_after_half_a_day_and_survives_a_restart()
    {
        var learner = new ChargeLearner(TimeZoneInfo.Utc, idleW: 3, ChargePrior.None);
        for (int minute = 0; minute < 1440; minute += 10)
        {
            Observe(learner, minute, cpuPct: minute / 60 == 3 ? 2 : 40, ClockTrust.Ntp);
            Assert.Equal(minute >= 11 * 60, learner.PlannableQuietestAt is not null);
        }

        var again = new ChargeLearner(TimeZoneInfo.Utc, idleW: 3, ChargePrior.None);
        again.Restore(learner.Save(), learner.SaveFallback());
        Assert.Null(again.PlannableQuietestAt);
        Observe(again, 1440, cpuPct: 40, ClockTrust.Ntp);
        Assert.Equal(Midnight.AddDays(1).AddHours(3), again.PlannableQuietestAt);
    }

    [Fact]
    public void Two_weeks_without_any_charging_are_remembered_over_a_restart()
    {
        var learner = new ChargeLearner(TimeZoneInfo.Utc, idleW: 3, ChargePrior.None);
        for (int day = 0; day < 14; day++) Observe(learner, day * 1440, cpuPct: 5, ClockTrust.Ntp, OnBattery);
        Assert.False(learner.NeverCharges);
        var again = new ChargeLearner(TimeZoneInfo.Utc, idleW: 3, ChargePrior.None);
        again.Restore(learner.Save(), learner.SaveFallback());
        Observe(again, 14 * 1440, cpuPct: 5, ClockTrust.Ntp, OnBattery);
        Assert.True(again.NeverCharges);
        Observe(again, 14 * 1440 + 10, cpuPct: 5, ClockTrust.Ntp, OnBattery with { Source = PowerSource.External, Charging = ChargeStatus.Charging });
        Assert.False(again.NeverCharges);
    }

    private static readonly PowerState OnBattery = new() { SocPct = 60, Source = PowerSource.Battery, Charging = ChargeStatus.Discharging, Quality = PowerQuality.Measured };

    [Fact]
    public void A_past_that_is_taught_is_forecast_and_stored_like_one_that_was_lived()
    {
        var learner = new ChargeLearner(TimeZoneInfo.Utc, idleW: 3, ChargePrior.None);
        long until = Midnight.ToUnixTimeSeconds() / 60;
        learner.Teach(Enumerable.Range(0, 21 * 288).Select(i => until - (21 * 1440) + (5 * i)).Select(m => new ChargeSample(m, m % 1440 >= 1080)));
        Assert.Null(learner.Save());
        Observe(learner, 0, cpuPct: 5, ClockTrust.Ntp);
        Assert.InRange(learner.Forecast!.PCharging[4 * 20], 0.8, 1);
        Assert.InRange(learner.Forecast.PCharging[4 * 12], 0, 0.2);
        Assert.NotNull(learner.Save());
        Assert.True(learner.Week()[0][20] > 0.8);
    }

    private static void Observe(ChargeLearner learner, int minute, double cpuPct, ClockTrust clock, PowerState? power = null) => learner.Observe(
        power ?? PowerState.Unknown, SystemState.Unknown with { CpuPct = cpuPct }, new Timestamp(Midnight.AddMinutes(minute), minute * 60_000L, clock));
}
