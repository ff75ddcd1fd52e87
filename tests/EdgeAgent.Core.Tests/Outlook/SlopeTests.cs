using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Outlook;
using static EdgeAgent.Core.Tests.Outlook.Projections;

namespace EdgeAgent.Core.Tests.Outlook;

/// <summary>How fast the charge moves: first as it does now, later as was learned, and more slowly near the top.</summary>
public sealed class SlopeTests
{
    private static SocSlopes Learned(double? battery, double? charging = null, double? top = null, double batteryHours = 24, double chargingHours = 24) =>
        new(battery, charging, top, batteryHours, chargingHours);

    [Theory]
    [InlineData(0, -10)]
    [InlineData(2, -10)]
    [InlineData(3, -10 + 8 / 6.0)]
    [InlineData(5, -6)]
    [InlineData(8, -2)]
    [InlineData(9, -2)]
    public void The_present_slope_holds_for_two_hours_and_becomes_the_learned_one_until_the_eighth(double hours, double slope) =>
        Assert.Equal(slope, Project(Battery(95, -10), Expecting(Learned(-2))).SlopeAt(hours), 1e-6);

    [Theory]
    [InlineData(0, 8)]
    [InlineData(5, 6)]
    [InlineData(9, 4)]
    public void So_does_the_slope_of_a_charge(double hours, double slope) =>
        Assert.Equal(slope, Project(Charger(5, 8), Expecting(Learned(-5, 4, 2))).SlopeAt(hours), 1e-6);

    [Theory]
    [InlineData(0.25, -2.5)]
    [InlineData(0.75, -3.5)]
    [InlineData(1, -4)]
    [InlineData(0, -2)]
    public void A_slope_learned_from_less_than_an_hour_has_that_share_of_an_hour_as_weight(double learnedHours, double slope) =>
        Assert.Equal(slope, Project(Battery(90, -2), Expecting(Learned(-4, batteryHours: learnedHours))).SlopeAt(9), 1e-6);

    [Fact]
    public void A_charger_that_gives_nothing_now_has_no_part_in_what_is_learned() =>
        Assert.Equal(20, Project(Charger(5, 0), Expecting(Learned(-5, 20, 10, chargingHours: 0.5))).SlopeAt(8), 1e-6);

    [Theory]
    [InlineData(79, 4)]
    [InlineData(80, 4)] // measured at the top
    [InlineData(90, 4)]
    public void The_present_slope_is_the_first_one_below_and_above_the_top(double soc, double slope) =>
        Assert.Equal(slope, Project(Charger(soc, 4)).SlopeAt(0), 1e-6);

    [Theory]
    [InlineData(60, null, 10)] // usually half
    [InlineData(60, 5.0, 5)]
    [InlineData(60, 40.0, 20)] // at most the whole
    [InlineData(60, 0.1, 1)] // at least a twentieth
    public void From_eighty_percent_on_a_charge_is_slower_by_the_learned_share(double soc, double? top, double slope)
    {
        Projection projection = Project(Charger(soc, 20), Expecting(Learned(-5, 20, top)));
        Assert.Equal(20, projection.SlopeAt(0.9), 1e-6);
        Assert.Equal(slope, projection.SlopeAt(65 / 60.0), 1e-6);
    }

    [Fact]
    public void From_eighty_percent_on_the_learned_slope_is_that_of_the_top() =>
        Assert.Equal(1, Project(Charger(80, 0.5), Expecting(Learned(-5, 2, 1))).SlopeAt(9), 1e-6);

    [Fact]
    public void A_weak_charger_drains_at_the_same_slope_below_the_top()
    {
        Projection projection = Project(Charger(81, -3) with { Charging = ChargeStatus.Discharging });
        Assert.Equal(-3, projection.SlopeAt(0.5), 1e-6);
    }

    [Fact]
    public void When_the_charger_comes_the_learned_slope_is_used_at_once_and_the_present_one_no_more()
    {
        Projection projection = Project(Battery(50, -10), Expecting(Learned(-4, 12, 6), new ChargeWindow(Noon.AddMinutes(30), Noon.AddMinutes(50))));
        Assert.Equal(-10, projection.SlopeAt(0), 1e-6);
        Assert.Equal(12, projection.SlopeAt(0.75), 1e-6);
        Assert.Equal(-10, projection.SlopeAt(1), 1e-6);
    }

    [Theory]
    [InlineData(4.0, 0)] // a battery does not fill by itself
    [InlineData(-4.0, -4)]
    public void A_learned_slope_of_the_wrong_sign_counts_as_none(double battery, double slope) =>
        Assert.Equal(slope, Project(Charger(50, 5), Expecting(Learned(battery, -7, null), new ChargeWindow(Noon.AddHours(-1), Noon.AddHours(9)))).SlopeAt(10), 1e-6);
}
