using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Power;

/// <summary>A charger that holds the pack below full: from which charge, after which time, and what contradicts it.</summary>
public class ChargeHoldTests
{
    private const double Deadband = 0.015;

    private readonly ExternalPower _external = new(PackSpec.Default, new EstimatorSettings());
    private Timestamp _now = new(DateTimeOffset.UnixEpoch, 1_000_000, ClockTrust.Ntp);

    private bool After(double seconds, ChargeStatus told = ChargeStatus.NotCharging, double current = double.NaN, double soc = 60, bool external = true)
    {
        _now = _now.Plus(TimeSpan.FromSeconds(seconds));
        _external.Update(external ? Presence.Present : Presence.Absent, new PackFlow(told, current, soc, 0), _now);
        return _external.Charging == ChargeStatus.Full;
    }

    [Theory]
    [InlineData(ChargeStatus.NotCharging, double.NaN, 180)]
    [InlineData(ChargeStatus.Unknown, 0.0, 180)]
    [InlineData(ChargeStatus.Unknown, double.NaN, 720)] // the charge alone says it later
    public void A_pack_is_held_when_its_charge_stood_still_for_long_enough(ChargeStatus told, double current, double seconds)
    {
        Assert.False(After(0, told, current));
        Assert.False(After(seconds - 0.001, told, current));
        Assert.True(After(0.001, told, current));
    }

    [Theory]
    [InlineData(29.9, false)]
    [InlineData(30, true)]
    public void A_pack_below_30_percent_is_in_trouble_and_not_held(double soc, bool isHeld)
    {
        After(0, soc: soc);
        Assert.Equal(isHeld, After(180, soc: soc));
    }

    [Theory]
    [InlineData(Deadband, true)]
    [InlineData(-Deadband, true)]
    [InlineData(0.016, false)]
    [InlineData(-0.016, false)]
    public void A_current_above_the_noise_says_that_the_pack_is_not_held(double current, bool isHeld)
    {
        After(0, current: current);
        Assert.Equal(isHeld, After(180, current: current));
    }

    [Theory]
    [InlineData(60.5, true)]
    [InlineData(59.5, true)]
    [InlineData(60.6, false)]
    [InlineData(59.4, false)]
    public void A_change_of_more_than_half_a_point_begins_the_time_anew(double soc, bool isHeld)
    {
        After(0);
        Assert.Equal(isHeld, After(180, soc: soc));
        Assert.True(After(180, soc: soc));
    }

    [Fact]
    public void A_break_of_external_power_begins_the_time_anew()
    {
        After(0);
        After(100, external: false);
        Assert.False(After(100));
        Assert.False(After(179));
        Assert.True(After(1));
    }
}
