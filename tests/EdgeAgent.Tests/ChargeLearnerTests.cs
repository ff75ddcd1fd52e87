using EdgeAgent.Core;
using EdgeAgent.Core.Power;

namespace EdgeAgent.Tests;

public sealed class ChargeLearnerTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_quietest_hour_is_told_after_a_day_of_samples()
    {
        var learner = new ChargeLearner(TimeZoneInfo.Utc, idleW: 3);
        for (int minute = 0; minute < 1440; minute += 10) Observe(learner, minute, cpuPct: minute / 60 == 3 ? 2 : 40, ClockTrust.Ntp);
        Assert.Equal(Midnight.AddDays(1).AddHours(3), learner.QuietestAt);
    }

    [Fact]
    public void Nothing_is_learned_by_a_clock_that_nobody_confirmed()
    {
        var learner = new ChargeLearner(TimeZoneInfo.Utc, idleW: 3);
        Observe(learner, 0, cpuPct: 5, ClockTrust.Unsynced);
        Assert.Null(learner.Forecast);
        Assert.Null(learner.QuietestAt);
        Assert.Null(learner.Save());
    }

    private static void Observe(ChargeLearner learner, int minute, double cpuPct, ClockTrust clock) => learner.Observe(
        PowerState.Unknown, SystemState.Unknown with { CpuPct = cpuPct }, new Moment(Midnight.AddMinutes(minute), minute * 60_000L, clock));
}
