using EdgeAgent.Core.Power;

namespace EdgeAgent.Core.Tests.Power;

public class SamplingPolicyTests
{
    private static readonly SamplingSettings Settings = new();

    private static SamplingInput Input(OperatingMode mode = OperatingMode.Full, double soc = 60, double hoursLeft = 20) => new(
        mode, new PowerState { SocPct = soc, RatePctPerHour = -soc / hoursLeft, Source = PowerSource.Battery }, SystemState.Unknown,
        WantsConfirmation: false, SettleLeft: TimeSpan.Zero, HasInterrupt: true, RunningTasks: 0);

    private static double Seconds(SamplingInput input) => SamplingPolicy.NextDelay(input, new ModeSettings(), Settings).TotalSeconds;

    [Theory]
    [InlineData(OperatingMode.Full, 30)]
    [InlineData(OperatingMode.Reduced, 30)]
    [InlineData(OperatingMode.Minimal, 60)]
    [InlineData(OperatingMode.Critical, 60)]
    [InlineData(OperatingMode.Suspended, 120)]
    public void The_lower_the_mode_the_seldomer(OperatingMode mode, double seconds) => Assert.Equal(seconds, Seconds(Input(mode, soc: 40)));

    [Fact]
    public void Near_a_threshold_samples_come_faster_but_not_without_end()
    {
        Assert.Equal(30, Seconds(Input(soc: 52, hoursLeft: 20)));
        Assert.InRange(Seconds(Input(soc: 50.05, hoursLeft: 5)), 2, 10);
        Assert.Equal(2, Seconds(Input(soc: 50.0001, hoursLeft: 5)));
    }

    [Fact]
    public void A_doubtful_value_is_confirmed_fast() => Assert.Equal(2, Seconds(Input(OperatingMode.Suspended) with { WantsConfirmation = true }));

    [Fact]
    public void Running_tasks_are_measured_every_ten_seconds() => Assert.Equal(10, Seconds(Input() with { RunningTasks = 1 }));

    [Fact]
    public void Without_an_interrupt_a_lost_supply_is_found_within_fifteen_seconds() =>
        Assert.Equal(15, Seconds(Input(OperatingMode.Suspended, soc: 10) with { HasInterrupt = false }));

    [Fact]
    public void The_end_of_the_settle_time_is_met() => Assert.Equal(7, Seconds(Input() with { SettleLeft = TimeSpan.FromSeconds(7) }));

    [Fact]
    public void Undervoltage_and_throttling_are_watched()
    {
        Assert.Equal(10, Seconds(Input() with { System = new SystemState { IsThrottled = true } }));
        Assert.Equal(10, Seconds(Input() with { Power = new PowerState { IsUndervoltage = true } }));
    }

    [Fact]
    public void An_unknown_state_is_sampled_as_the_mode_says() =>
        Assert.Equal(60, Seconds(Input(OperatingMode.Minimal) with { Power = PowerState.Unknown }));

    [Theory]
    [InlineData(81, 80)]
    [InlineData(80, 50)]
    [InlineData(51, 50)]
    [InlineData(50, 30)]
    [InlineData(31, 30)]
    [InlineData(30, 20)]
    [InlineData(21, 20)]
    [InlineData(20, 0)]
    public void Four_samples_are_taken_before_the_charge_reaches_the_next_threshold(double soc, double threshold)
    {
        // A point in four seconds.
        double seconds = Math.Min(30, Math.Max(2, soc - threshold));
        Assert.Equal(seconds, Seconds(Input(soc: soc, hoursLeft: soc * 4 / 3600)), 1e-3);
    }

    [Fact]
    public void An_empty_battery_is_sampled_as_the_mode_says() => Assert.Equal(30, Seconds(Input() with { Power = Input().Power with { SocPct = 0 } }));

    [Fact]
    public void Without_an_interrupt_a_device_that_has_no_battery_has_nothing_to_miss()
    {
        Assert.Equal(30, Seconds(Input() with { HasInterrupt = false, Power = PowerState.Mains }));
        Assert.Equal(30, Seconds(Input() with { Power = PowerState.Mains }));
    }

    [Fact]
    public void Undervoltage_without_throttling_and_the_other_way_round_are_watched_each() =>
        Assert.All(
            [Input() with { Power = Input().Power with { IsUndervoltage = true } }, Input() with { System = new SystemState { IsThrottled = true } }],
            input => Assert.Equal(10, Seconds(input)));
}
