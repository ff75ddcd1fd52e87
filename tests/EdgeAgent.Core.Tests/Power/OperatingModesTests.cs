using EdgeAgent.Core.Power;

namespace EdgeAgent.Core.Tests.Power;

public class OperatingModesTests
{
    private static readonly ModeSettings Settings = new();

    private static PowerState OnBattery(double? soc) => new()
    {
        SocPct = soc,
        Source = PowerSource.Battery,
        Charging = ChargeStatus.Discharging,
        Quality = PowerQuality.Measured,
    };

    [Theory]
    [InlineData(80, OperatingMode.Full)]
    [InlineData(79.9, OperatingMode.Reduced)]
    [InlineData(50, OperatingMode.Reduced)]
    [InlineData(49.9, OperatingMode.Minimal)]
    [InlineData(30, OperatingMode.Minimal)]
    [InlineData(29.9, OperatingMode.Critical)]
    [InlineData(20, OperatingMode.Critical)]
    [InlineData(19.9, OperatingMode.Suspended)]
    [InlineData(0, OperatingMode.Suspended)]
    public void On_battery_the_charge_decides(double soc, OperatingMode expected) =>
        Assert.Equal(expected, OperatingModes.Next(null, OnBattery(soc), Settings));

    [Theory]
    [InlineData(OperatingMode.Full, OperatingMode.Reduced, OperatingMode.Reduced)]
    [InlineData(OperatingMode.Minimal, OperatingMode.Full, OperatingMode.Minimal)]
    [InlineData(OperatingMode.Minimal, OperatingMode.Critical, OperatingMode.Critical)]
    public void A_ceiling_lowers_the_mode_and_never_raises_it(OperatingMode ceiling, OperatingMode byCharge, OperatingMode expected) =>
        Assert.Equal(expected, OperatingModes.Under(ceiling, byCharge));

    [Theory]
    [InlineData(ChargeStatus.Charging, 20, OperatingMode.Full)]
    [InlineData(ChargeStatus.Charging, 19.9, OperatingMode.Suspended)]
    [InlineData(ChargeStatus.Full, 96, OperatingMode.Full)]
    [InlineData(ChargeStatus.NotCharging, 60, OperatingMode.Full)] // held at a charge limit
    [InlineData(ChargeStatus.Discharging, 60, OperatingMode.Reduced)] // a supply too weak for the load
    public void External_power_that_carries_the_load_gives_mode_full_from_twenty_percent(ChargeStatus charging, double soc, OperatingMode expected)
    {
        var power = new PowerState { SocPct = soc, Source = PowerSource.External, Charging = charging, Quality = PowerQuality.Measured };
        Assert.Equal(expected, OperatingModes.Next(null, power, Settings));
    }

    [Theory]
    [InlineData(OperatingMode.Reduced, 80.9, OperatingMode.Reduced)]
    [InlineData(OperatingMode.Reduced, 81, OperatingMode.Full)]
    [InlineData(OperatingMode.Suspended, 20.9, OperatingMode.Suspended)]
    [InlineData(OperatingMode.Suspended, 21, OperatingMode.Critical)]
    [InlineData(OperatingMode.Suspended, 30.5, OperatingMode.Critical)] // over two steps, but not over the second's hysteresis
    [InlineData(OperatingMode.Full, 79.9, OperatingMode.Reduced)]
    public void A_step_up_takes_more_than_the_threshold_and_a_step_down_does_not(OperatingMode before, double soc, OperatingMode expected) =>
        Assert.Equal(expected, OperatingModes.Next(before, OnBattery(soc), Settings));

    [Theory]
    [InlineData(null, OperatingMode.Minimal)]
    [InlineData(OperatingMode.Full, OperatingMode.Minimal)]
    [InlineData(OperatingMode.Suspended, OperatingMode.Suspended)]
    public void A_charge_that_is_not_known_is_neither_high_nor_empty(OperatingMode? before, OperatingMode expected)
    {
        Assert.Equal(expected, OperatingModes.Next(before, OnBattery(null), Settings));
        Assert.Equal(expected, OperatingModes.Next(before, OnBattery(90) with { Quality = PowerQuality.Stale }, Settings));
        Assert.Equal(expected, OperatingModes.Next(before, OnBattery(2) with { Quality = PowerQuality.Stale }, Settings));
    }

    [Fact]
    public void Settled_external_power_without_a_known_charge_is_mode_reduced()
    {
        var power = new PowerState { Source = PowerSource.External, IsPowered = true, Quality = PowerQuality.Estimated };
        Assert.Equal(OperatingMode.Reduced, OperatingModes.Next(OperatingMode.Minimal, power, Settings));
    }

    [Fact]
    public void A_device_without_a_battery_is_in_mode_full() =>
        Assert.Equal(OperatingMode.Full, OperatingModes.Next(null, PowerState.Mains, Settings));

    [Theory]
    [InlineData(OperatingMode.Full, 32, "high", true)]
    [InlineData(OperatingMode.Reduced, 16, "medium", true)]
    [InlineData(OperatingMode.Minimal, 8, "low", false)]
    [InlineData(OperatingMode.Critical, 4, "minimal", false)]
    public void Workers_see_the_mode_as_limits(OperatingMode mode, int batch, string quality, bool parallel) =>
        Assert.Equal(new LiveLimits(batch, quality, parallel), OperatingModes.Limits(mode));

    [Theory]
    [InlineData(PowerSource.External, false, ChargeStatus.Charging, OperatingMode.Full)]
    [InlineData(PowerSource.External, false, ChargeStatus.Discharging, OperatingMode.Critical)]
    [InlineData(PowerSource.External, true, ChargeStatus.Charging, OperatingMode.Critical)]
    [InlineData(PowerSource.Battery, false, ChargeStatus.NotCharging, OperatingMode.Critical)]
    public void Only_external_power_that_carries_the_load_and_is_not_in_doubt_raises_the_mode(PowerSource source, bool isContradicted, ChargeStatus charging, OperatingMode mode)
    {
        var power = new PowerState { SocPct = 25, Source = source, IsContradicted = isContradicted, Charging = charging, Quality = PowerQuality.Measured };
        Assert.Equal(mode, OperatingModes.Next(null, power, new ModeSettings()));
    }

    [Theory]
    [InlineData(-10.0, 5.0)]
    [InlineData(0.0, null)]
    [InlineData(10.0, null)]
    [InlineData(null, null)]
    public void A_battery_is_empty_after_a_time_only_while_it_drains(double? rate, double? hours)
    {
        var power = new PowerState { SocPct = 60, EmptyPct = 10, Source = PowerSource.Battery, RatePctPerHour = rate };
        Assert.Equal(hours, power.TimeToEmpty?.TotalHours);
        Assert.Null((power with { Source = PowerSource.External }).TimeToEmpty);
    }
}
