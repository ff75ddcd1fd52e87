using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Power;

/// <summary>The estimator on a device that measures little.</summary>
public class EstimatorInputTests
{
    private readonly PowerEstimator _estimator = new(PackSpec.Default, new EstimatorSettings());
    private Timestamp _now = new(DateTimeOffset.UnixEpoch, 1_000_000, ClockTrust.Ntp);

    private PowerState Feed(PowerReading reading, double seconds = 30)
    {
        _now = _now.Plus(TimeSpan.FromSeconds(seconds));
        return _estimator.Update([new SourceReading(0, reading with { DeviceTimeMs = _now.DeviceTimeMs })], _now);
    }

    [Theory]
    [InlineData(Presence.Present, PowerSource.External)]
    [InlineData(Presence.Absent, PowerSource.Battery)]
    public void A_line_for_external_power_is_enough_to_know_the_source(Presence line, PowerSource source) =>
        Assert.Equal(source, Feed(new PowerReading { ExternalPower = line }).Source);

    [Theory]
    [InlineData(ChargeStatus.Charging, PowerSource.External)]
    [InlineData(ChargeStatus.Full, PowerSource.External)]
    [InlineData(ChargeStatus.Discharging, PowerSource.Battery)]
    public void A_chargers_status_is_enough_to_know_the_source(ChargeStatus status, PowerSource source) =>
        Assert.Equal(source, Feed(new PowerReading { Status = status }).Source);

    [Theory]
    [InlineData(0.5, PowerSource.External)]
    [InlineData(-0.5, PowerSource.Battery)]
    public void A_pack_current_is_enough_to_know_the_source(double amperes, PowerSource source) =>
        Assert.Equal(source, Feed(new PowerReading { CurrentA = amperes, VoltageV = 3.8 }).Source);

    [Fact]
    public void A_voltage_that_rises_for_long_is_enough_to_know_the_source()
    {
        var rig = new PackRig(PackSpec.Default, 0.4) { HasCurrent = false, HasLine = false, IsPlugged = true };
        rig.Run(hours: 1, loadW: 0);
        Assert.Equal(PowerSource.External, rig.Last.Source);
        rig.IsPlugged = false;
        rig.Run(hours: 1, loadW: 3);
        Assert.Equal(PowerSource.Battery, rig.Last.Source);
    }

    [Fact]
    public void Without_any_evidence_the_source_is_unknown()
    {
        Feed(new PowerReading { ExternalPower = Presence.Present });
        PowerState state = Feed(new PowerReading { TemperatureC = 20 }, seconds: 3600);
        Assert.Equal((PowerSource.Unknown, 20.0), (state.Source, state.TemperatureC));
    }

    [Fact]
    public void A_board_without_a_battery_is_powered_at_once_and_contradicts_nothing()
    {
        Assert.True(Feed(new PowerReading { Battery = Presence.Absent, ExternalPower = Presence.Present }).IsPowered);
        PowerState state = PowerState.Unknown;
        for (int i = 0; i < 20; i++) state = Feed(new PowerReading { Battery = Presence.Absent, ExternalPower = Presence.Present, Status = ChargeStatus.Discharging });
        Assert.False(state.HasBattery);
        Assert.False(state.IsContradicted);
        Assert.Equal((ChargeStatus.NotCharging, null, null), (state.Charging, state.RatePctPerHour, state.PoweredIn));
    }

    [Fact]
    public void A_charger_that_is_new_says_how_long_it_has_to_stay()
    {
        PowerState state = Feed(new PowerReading { ExternalPower = Presence.Present, Status = ChargeStatus.Charging });
        Assert.Equal((false, TimeSpan.FromMinutes(2)), (state.IsPowered, state.PoweredIn));
        state = Feed(new PowerReading { ExternalPower = Presence.Present, Status = ChargeStatus.Charging }, seconds: 90);
        Assert.Equal((false, TimeSpan.FromSeconds(30)), (state.IsPowered, state.PoweredIn));
        state = Feed(new PowerReading { ExternalPower = Presence.Present, Status = ChargeStatus.Charging }, seconds: 30);
        Assert.Equal((true, null), (state.IsPowered, state.PoweredIn));
    }

    [Fact]
    public void On_battery_the_load_is_what_the_pack_gives_and_on_external_power_it_is_unknown()
    {
        PowerState state = Feed(new PowerReading { ExternalPower = Presence.Absent, VoltageV = 4, CurrentA = -0.5 });
        Assert.Equal(2, state.LoadW!.Value, 1e-9);
        state = Feed(new PowerReading { ExternalPower = Presence.Present, VoltageV = 4, CurrentA = 0.5 });
        Assert.Null(state.LoadW);
        state = Feed(new PowerReading { ExternalPower = Presence.Present, VoltageV = 4, CurrentA = 0.5, LoadW = 3 });
        Assert.Equal(3, state.LoadW);
    }

    [Fact]
    public void A_pack_that_drains_at_an_even_current_empties_at_its_share_of_the_capacity_an_hour()
    {
        double amperes = PackSpec.Default.CapacityAh / 10;
        PowerState state = Feed(new PowerReading { ExternalPower = Presence.Absent, VoltageV = 3.8, CurrentA = -amperes, SocPct = 60 });
        for (int i = 0; i < 60; i++) state = Feed(new PowerReading { ExternalPower = Presence.Absent, VoltageV = 3.8, CurrentA = -amperes, SocPct = 60 - i / 12.0 });
        Assert.Equal(-10, state.RatePctPerHour!.Value, 0.5);
    }

    [Fact]
    public void On_battery_a_current_into_the_pack_gives_no_rate()
    {
        PowerState state = Feed(new PowerReading { ExternalPower = Presence.Absent, VoltageV = 3.8, CurrentA = 0.2, SocPct = 60 });
        Assert.Equal(PowerSource.Battery, state.Source);
        Assert.Null(state.RatePctPerHour);
    }

    [Fact]
    public void The_rate_begins_anew_when_external_power_comes()
    {
        for (int i = 0; i < 20; i++) Feed(new PowerReading { ExternalPower = Presence.Absent, VoltageV = 3.8, CurrentA = -0.5, SocPct = 60 });
        PowerState state = Feed(new PowerReading { ExternalPower = Presence.Present, VoltageV = 3.9, CurrentA = 0.5, SocPct = 60 });
        Assert.Equal(50 / PackSpec.Default.CapacityAh, state.RatePctPerHour!.Value, 1e-6);
    }

    [Theory]
    [InlineData(0.2, PowerSource.External)]
    [InlineData(-0.1, PowerSource.Battery)]
    [InlineData(0.02, PowerSource.Unknown)]
    public void A_gauge_whose_charge_moves_for_ten_minutes_is_enough_to_know_the_source(double pctPerMinute, PowerSource source)
    {
        PowerState state = PowerState.Unknown;
        for (int minute = 0; minute <= 25; minute++) state = Feed(new PowerReading { SocPct = 60 + pctPerMinute * minute }, seconds: 60);
        Assert.Equal(source, state.Source);
    }
}
