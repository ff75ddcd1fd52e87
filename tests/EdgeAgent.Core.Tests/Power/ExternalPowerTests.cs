using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Power;

public class ExternalPowerTests
{
    private readonly ExternalPower _external = new(PackSpec.Default, new EstimatorSettings());
    private Timestamp _now = new(DateTimeOffset.UnixEpoch, 1_000_000, ClockTrust.Ntp);

    private bool Feed(Presence flag, ChargeStatus told = ChargeStatus.Unknown, double current = double.NaN, double soc = 60, double after = 10, int trend = 0)
    {
        _now = _now.Plus(TimeSpan.FromSeconds(after));
        _external.Update(flag, told, current, soc, trend, _now);
        return _external.IsPowered(_now);
    }

    [Fact]
    public void Present_power_counts_after_two_minutes_without_a_break()
    {
        Assert.False(Feed(Presence.Present));
        Assert.False(Feed(Presence.Present, after: 119.9));
        Assert.Equal(0.1, _external.SettleLeft(_now).TotalSeconds, 0.01);
        Assert.True(Feed(Presence.Present, after: 0.1));
        Assert.Equal(TimeSpan.Zero, _external.SettleLeft(_now));
        Assert.False(Feed(Presence.Absent));
        Assert.False(Feed(Presence.Present)); // and again from the start
        Assert.False(Feed(Presence.Present, after: 119));
    }

    [Theory]
    [InlineData(Presence.Present, ChargeStatus.Full, double.NaN, 100)]
    [InlineData(Presence.Present, ChargeStatus.NotCharging, double.NaN, 100)]
    [InlineData(Presence.Present, ChargeStatus.Unknown, 0.0, 99)]
    [InlineData(Presence.Unknown, ChargeStatus.Full, double.NaN, 100)]
    [InlineData(Presence.Present, ChargeStatus.Full, double.NaN, 80)] // a charger that was told to stop at 80 %
    public void Full_on_external_power_is_powered_at_once(Presence flag, ChargeStatus told, double current, double soc)
    {
        Assert.True(Feed(flag, told, current, soc));
        Assert.Equal(ChargeStatus.Full, _external.Charging);
    }

    [Theory]
    [InlineData(Presence.Present, ChargeStatus.NotCharging, double.NaN, 96.9)]
    [InlineData(Presence.Present, ChargeStatus.Unknown, 0.4, 99)] // still fills
    [InlineData(Presence.Absent, ChargeStatus.Full, double.NaN, 100)]
    public void Nearly_full_or_unplugged_is_not_full(Presence flag, ChargeStatus told, double current, double soc)
    {
        Assert.False(Feed(flag, told, current, soc));
        Assert.NotEqual(ChargeStatus.Full, _external.Charging);
    }

    [Fact]
    public void Full_holds_while_the_charger_lets_the_pack_sink_and_tops_up()
    {
        Feed(Presence.Present, ChargeStatus.Full, 0, 100);
        Feed(Presence.Present, ChargeStatus.NotCharging, 0, 96);
        Assert.Equal(ChargeStatus.Full, _external.Charging);
        Feed(Presence.Present, ChargeStatus.NotCharging, 0, 91);
        Assert.Equal(ChargeStatus.NotCharging, _external.Charging);
    }

    [Fact]
    public void Current_says_more_than_a_status_that_lags()
    {
        Feed(Presence.Unknown, ChargeStatus.Charging, -0.5);
        Assert.Equal(Presence.Absent, _external.Presence);
        Assert.Equal(ChargeStatus.Discharging, _external.Charging);
    }

    [Fact]
    public void An_unconnected_line_is_overruled_by_lasting_charge_only()
    {
        for (int i = 0; i < 5; i++) Feed(Presence.Absent, current: 0.8);
        Assert.Equal(Presence.Absent, _external.Presence);
        Feed(Presence.Absent, current: 0.8);
        Assert.Equal(Presence.Present, _external.Presence);
        Feed(Presence.Absent, current: -0.3);
        Assert.Equal(Presence.Absent, _external.Presence);
    }

    [Fact]
    public void A_supply_too_weak_for_the_load_is_external_and_discharging()
    {
        for (int i = 0; i < 3; i++) Feed(Presence.Present, ChargeStatus.Charging, -0.4);
        Assert.Equal(Presence.Present, _external.Presence);
        Assert.Equal(ChargeStatus.Discharging, _external.Charging);
    }

    [Fact]
    public void Without_any_sign_the_drift_of_the_charge_tells()
    {
        Feed(Presence.Unknown);
        Assert.Equal(Presence.Unknown, _external.Presence);
        Feed(Presence.Unknown, trend: 1);
        Assert.Equal(ChargeStatus.Charging, _external.Charging);
        Feed(Presence.Unknown, trend: -1);
        Assert.Equal(Presence.Absent, _external.Presence);
    }

    [Fact]
    public void Undervoltage_is_held_for_a_while()
    {
        var hold = new UndervoltageHold(TimeSpan.FromSeconds(30));
        Assert.False(hold.Update(false, _now));
        Assert.True(hold.Update(true, _now));
        Assert.True(hold.Update(false, _now.Plus(TimeSpan.FromSeconds(29))));
        Assert.False(hold.Update(false, _now.Plus(TimeSpan.FromSeconds(30))));
    }
}
