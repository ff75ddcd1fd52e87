using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Outlook;
using EdgeAgent.Core.Power;
using static EdgeAgent.Core.Tests.Outlook.Projections;

namespace EdgeAgent.Core.Tests.Outlook;

/// <summary>When external power is expected to come, to settle and to go.</summary>
public sealed class ExpectedPowerTests
{
    private static readonly SocSlopes Slopes = new(-5, 20, 10, 24, 24);

    private static ChargeWindow Window(double fromMinutes, double? toMinutes) => new(Noon.AddMinutes(fromMinutes), toMinutes is { } to ? Noon.AddMinutes(to) : null);

    [Fact]
    public void A_window_begins_and_ends_at_its_minutes()
    {
        Projection projection = Project(Battery(50, -5), Expecting(Slopes, Window(30, 50)));
        Assert.Equal([PowerSource.Battery, PowerSource.External], new double[] { 29, 30 }.Select(m => projection.StateAt(m).Source));
        Assert.Equal([PowerSource.External, PowerSource.Battery], new double[] { 49, 50 }.Select(m => projection.StateAt(m).Source));
        Assert.Equal([true, false], new double[] { 49, 50 }.Select(m => projection.StateAt(m).IsPowered));
    }

    [Fact]
    public void Between_two_windows_there_is_no_power()
    {
        Projection projection = Project(Battery(50, -5), Expecting(Slopes, Window(10, 20), Window(40, null)));
        Assert.Equal(
            [(15.0, true), (30, false), (41, false), (42, true), (2000, true)],
            new double[] { 15, 30, 41, 42, 2000 }.Select(m => (m, projection.StateAt(m).IsPowered)));
    }

    [Fact]
    public void Without_a_settle_time_power_counts_from_its_first_minute()
    {
        Projection projection = Project(Battery(50, -5), Expecting(Slopes, Window(30, 50)), new ProjectionSettings { PowerSettle = TimeSpan.Zero });
        Assert.Equal([false, true], new double[] { 29, 30 }.Select(m => projection.StateAt(m).IsPowered));
    }

    [Fact]
    public void Power_that_is_there_settles_when_its_time_is_over()
    {
        PowerState settling = Charger(50, 5) with { IsPowered = false, PoweredIn = TimeSpan.FromMinutes(1) };
        Assert.Equal([false, true], new double[] { 0, 1 }.Select(m => Project(settling).StateAt(m).IsPowered));
        Assert.False(Project(settling with { PoweredIn = null }).StateAt(60).IsPowered);
    }

    [Fact]
    public void A_charger_that_is_overdue_may_come_at_any_moment()
    {
        Projection projection = Project(Battery(50, -5), Expecting(Slopes, Window(-60, 50)));
        Assert.Equal([PowerSource.Battery, PowerSource.External], new double[] { 0, 1 }.Select(m => projection.StateAt(m).Source));
        Assert.Equal(PowerSource.Battery, projection.StateAt(50).Source);
    }

    [Fact]
    public void A_window_that_is_over_brings_nothing() =>
        Assert.All(Project(Battery(50, -5), Expecting(Slopes, Window(-60, -10))).States, s => Assert.Equal(PowerSource.Battery, s.Source));

    [Theory]
    [InlineData(-60)]
    [InlineData(0)] // it begins now
    public void Power_that_is_there_goes_when_its_window_ends_and_comes_with_the_next(double from)
    {
        Projection projection = Project(Charger(50, 5), Expecting(Slopes, Window(from, 30), Window(55, null)));
        Assert.Equal(
            [PowerSource.External, PowerSource.Battery, PowerSource.Battery, PowerSource.External],
            new double[] { 29, 30, 54, 55 }.Select(m => projection.StateAt(m).Source));
    }

    [Fact]
    public void Power_whose_window_is_over_may_go_at_any_moment()
    {
        Projection projection = Project(Charger(50, 5), Expecting(Slopes, Window(-60, -10)));
        Assert.Equal([PowerSource.External, PowerSource.Battery], new double[] { 0, 1 }.Select(m => projection.StateAt(m).Source));
    }

    [Fact]
    public void Power_that_is_there_unexpectedly_stays()
    {
        Assert.All(Project(Charger(50, 5), Expecting(Slopes)).States, s => Assert.Equal(PowerSource.External, s.Source));
        Assert.Equal(PowerSource.External, Project(Charger(50, 5), Expecting(Slopes, Window(10, 20))).StateAt(30).Source);
    }

    [Fact]
    public void Nothing_is_expected_while_the_present_source_is_unknown() =>
        Assert.All(Project(PowerState.Unknown, Expecting(Slopes, Window(10, 20))).States, s => Assert.Equal(PowerSource.Unknown, s.Source));
}
