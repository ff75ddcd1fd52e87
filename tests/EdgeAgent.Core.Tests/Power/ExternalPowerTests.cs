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
        _external.Update(flag, new PackFlow(told, current, soc, trend), _now);
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
    public void A_pack_that_drains_hard_is_not_powered_whatever_a_port_says()
    {
        Assert.False(Feed(Presence.Present, current: 0.4));
        Assert.True(Feed(Presence.Present, current: 0.4, after: 120));
        for (int i = 0; i < 3; i++) Feed(Presence.Present, current: -1.7);
        Assert.True(_external.IsContradicted);
        Assert.False(_external.IsPowered(_now));
        Feed(Presence.Present, current: 0.4);
        Assert.False(_external.IsContradicted);
        Assert.False(_external.IsPowered(_now)); // it settles anew
        Assert.True(Feed(Presence.Present, current: 0.4, after: 120));
    }

    [Fact]
    public void A_pack_that_says_that_it_discharges_overrules_a_charger_that_says_online()
    {
        for (int i = 0; i < 4; i++) Feed(Presence.Present, ChargeStatus.Discharging, after: 12);
        Assert.Equal(Presence.Absent, _external.Presence);
        Assert.True(_external.IsContradicted);
        Assert.Equal(ChargeStatus.Discharging, _external.Charging);
    }

    [Fact]
    public void A_gauge_that_still_says_discharging_just_after_the_plug_overrules_nothing()
    {
        for (int i = 0; i < 4; i++) Feed(Presence.Present, ChargeStatus.Discharging, after: 2);
        Assert.Equal(Presence.Present, _external.Presence);
        Feed(Presence.Present, ChargeStatus.Charging);
        Assert.False(_external.IsContradicted);
    }

    [Fact]
    public void A_lone_sample_of_drain_on_external_power_changes_nothing()
    {
        Feed(Presence.Present, current: 0.4);
        Feed(Presence.Present, current: 0.4, after: 120);
        Assert.True(Feed(Presence.Present, current: -2));
        Assert.True(Feed(Presence.Present, current: 0.4));
    }

    [Theory]
    [InlineData(ChargeStatus.NotCharging, double.NaN, 4)]
    [InlineData(ChargeStatus.Unknown, 0.0, 4)]
    [InlineData(ChargeStatus.Unknown, double.NaN, 13)]
    public void A_charge_limited_to_60_percent_is_learned_as_full_within_minutes(ChargeStatus told, double current, int minutes)
    {
        for (int i = 0; i < minutes * 2 && _external.Charging != ChargeStatus.Full; i++) Feed(Presence.Present, told, current, soc: 60, after: 30);
        Assert.Equal(ChargeStatus.Full, _external.Charging);
        Assert.True(_external.IsPowered(_now));
        Feed(Presence.Absent, ChargeStatus.Discharging, soc: 60);
        Assert.NotEqual(ChargeStatus.Full, _external.Charging);
    }

    [Theory]
    [InlineData(ChargeStatus.Charging, double.NaN, 60, 0)]
    [InlineData(ChargeStatus.Unknown, 0.3, 60, 0)]
    [InlineData(ChargeStatus.Unknown, double.NaN, 60, 0.15)] // moves
    [InlineData(ChargeStatus.NotCharging, double.NaN, 20, 0)] // low: it is in trouble rather than held
    public void A_pack_that_charges_or_is_low_is_not_held(ChargeStatus told, double current, double soc, double perSample)
    {
        for (int i = 0; i < 40; i++) Feed(Presence.Present, told, current, soc + i * perSample, after: 30);
        Assert.NotEqual(ChargeStatus.Full, _external.Charging);
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

    [Theory]
    [InlineData(0.015, Presence.Unknown)]
    [InlineData(0.016, Presence.Present)]
    [InlineData(-0.015, Presence.Unknown)]
    [InlineData(-0.016, Presence.Absent)]
    public void A_current_within_the_noise_of_15_mA_says_nothing_about_the_source(double current, Presence presence)
    {
        Feed(Presence.Unknown, current: current);
        Assert.Equal(presence, _external.Presence);
    }

    [Theory]
    [InlineData(0.05, Presence.Unknown)]
    [InlineData(0.051, Presence.Present)]
    public void The_noise_of_a_large_pack_is_half_a_percent_of_its_capacity_an_hour(double current, Presence presence)
    {
        var large = new ExternalPower(new PackSpec(Chemistry.LiPo, 1, 10_000), new EstimatorSettings());
        large.Update(Presence.Unknown, new PackFlow(ChargeStatus.Unknown, current, 60, 0), _now);
        Assert.Equal(presence, large.Presence);
    }

    [Theory]
    [InlineData(97, 0.125, ChargeStatus.Full)]
    [InlineData(97, -0.125, ChargeStatus.Full)]
    [InlineData(97, 0.126, ChargeStatus.Charging)]
    [InlineData(96.9, 0.1, ChargeStatus.Charging)]
    public void A_pack_is_full_from_97_percent_when_no_more_than_a_twentieth_of_its_capacity_flows(double soc, double current, ChargeStatus charging)
    {
        Feed(Presence.Present, current: current, soc: soc);
        Assert.Equal(charging, _external.Charging);
    }

    [Theory]
    [InlineData(92, ChargeStatus.NotCharging, 0.0, ChargeStatus.Full)]
    [InlineData(91.9, ChargeStatus.NotCharging, 0.0, ChargeStatus.NotCharging)]
    [InlineData(96, ChargeStatus.Charging, 0.4, ChargeStatus.Charging)] // it is topped up
    [InlineData(96, ChargeStatus.Charging, 0.125, ChargeStatus.Full)]
    [InlineData(97, ChargeStatus.Charging, 0.4, ChargeStatus.Full)]
    [InlineData(96, ChargeStatus.Unknown, 0.4, ChargeStatus.Full)]
    public void A_full_pack_stays_full_until_it_sinks_by_five_points_or_is_charged_again(double soc, ChargeStatus told, double current, ChargeStatus charging)
    {
        Feed(Presence.Present, ChargeStatus.Full, 0, 100);
        Feed(Presence.Present, told, current, soc);
        Assert.Equal(charging, _external.Charging);
    }

    [Theory]
    [InlineData(97, ChargeStatus.Full)]
    [InlineData(96.9, ChargeStatus.Discharging)]
    public void A_full_pack_that_drains_on_external_power_is_full_no_longer_once_its_charge_shows_it(double soc, ChargeStatus charging)
    {
        Feed(Presence.Present, ChargeStatus.Full, 0, 100);
        for (int i = 0; i < 3; i++) Feed(Presence.Present, current: -0.05, soc: soc);
        Assert.Equal(charging, _external.Charging);
    }

    [Fact]
    public void A_charger_that_reports_full_is_not_believed_while_the_pack_drains()
    {
        for (int i = 0; i < 3; i++) Feed(Presence.Present, ChargeStatus.Full, -0.05, 90);
        Assert.Equal(ChargeStatus.Discharging, _external.Charging);
    }

    [Fact]
    public void A_full_pack_that_helps_its_charger_out_contradicts_nothing()
    {
        Feed(Presence.Present, ChargeStatus.Full, 0, 100);
        for (int i = 0; i < 4; i++) Feed(Presence.Present, current: -1.7, soc: 98);
        Assert.False(_external.IsContradicted);
        Assert.True(_external.IsPowered(_now));
    }

    [Theory]
    [InlineData(-0.125, 3, false)]
    [InlineData(-0.126, 3, true)]
    [InlineData(-0.126, 2, false)]
    public void Three_samples_of_more_than_a_twentieth_of_the_capacity_contradict_a_line_that_reports_power(double current, int samples, bool isContradicted)
    {
        for (int i = 0; i < samples; i++) Feed(Presence.Present, current: current);
        Assert.Equal(isContradicted, _external.IsContradicted);
    }

    [Theory]
    [InlineData(15, double.NaN, Presence.Absent)]
    [InlineData(14.9, double.NaN, Presence.Present)]
    [InlineData(15, -0.016, Presence.Absent)]
    [InlineData(15, -0.015, Presence.Present)] // the measured current does not flow out
    public void Three_reports_of_discharge_within_at_least_half_a_minute_overrule_the_line(double seconds, double current, Presence presence)
    {
        for (int i = 0; i < 3; i++) Feed(Presence.Present, ChargeStatus.Discharging, current, after: seconds);
        Assert.Equal(presence, _external.Presence);
    }

    [Fact]
    public void Two_reports_of_discharge_overrule_nothing_however_long_they_last()
    {
        for (int i = 0; i < 2; i++) Feed(Presence.Present, ChargeStatus.Discharging, after: 60);
        Assert.Equal(Presence.Present, _external.Presence);
    }

    [Theory]
    [InlineData(ChargeStatus.Unknown, double.NaN, 1, ChargeStatus.Charging)]
    [InlineData(ChargeStatus.Unknown, double.NaN, -1, ChargeStatus.Discharging)]
    [InlineData(ChargeStatus.Unknown, 0.0, 1, ChargeStatus.NotCharging)] // the current is measured, and none flows
    [InlineData(ChargeStatus.NotCharging, double.NaN, 1, ChargeStatus.NotCharging)]
    public void The_drift_of_the_charge_counts_only_when_neither_charger_nor_current_is_known(ChargeStatus told, double current, int trend, ChargeStatus charging)
    {
        Feed(Presence.Present, told, current, trend: trend);
        Assert.Equal(charging, _external.Charging);
    }

    [Fact]
    public void Nothing_is_left_to_settle_on_battery()
    {
        Feed(Presence.Absent);
        Assert.Equal(TimeSpan.Zero, _external.SettleLeft(_now));
    }

    [Fact]
    public void An_undervoltage_in_the_first_moment_of_a_device_is_held_as_well() =>
        Assert.True(new UndervoltageHold(TimeSpan.FromSeconds(30)).Update(true, new Timestamp(DateTimeOffset.UnixEpoch, 0, ClockTrust.Unsynced)));
}
