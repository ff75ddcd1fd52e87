using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Power;

public class CurrentSignTests
{
    private readonly CurrentSign _sign = new(PackSpec.Default);
    private Timestamp _now = new(DateTimeOffset.UnixEpoch, 1_000_000, ClockTrust.Ntp);

    private void Feed(double current, double voltage, Presence flag = Presence.Unknown, double after = 15)
    {
        _now = _now.Plus(TimeSpan.FromSeconds(after));
        _sign.Update(flag, current, voltage, _now);
    }

    [Fact]
    public void A_reversed_shunt_is_found_when_plugging_lowers_the_current_and_lifts_the_voltage()
    {
        Feed(0.65, 3.75); // runs on battery, and the sign says charging
        Feed(-0.8, 3.95); // plugged in
        Feed(0.65, 3.76);
        Assert.False(_sign.IsReversed);
        Feed(-0.8, 3.95);
        Assert.True(_sign.IsReversed);
    }

    [Fact]
    public void A_reversed_shunt_is_found_in_step_with_the_power_line_where_no_voltage_is_measured()
    {
        for (int i = 0; i < 2; i++)
        {
            Feed(0.65, double.NaN, Presence.Absent);
            Feed(-0.8, double.NaN, Presence.Present);
        }
        Assert.True(_sign.IsReversed);
    }

    [Fact]
    public void A_shunt_mounted_right_is_never_called_reversed()
    {
        for (int i = 0; i < 50; i++)
        {
            Feed(-0.65, 3.75, Presence.Absent);
            Feed(0.8, 3.95, Presence.Present);
            Feed(0.7, 3.94, Presence.Present);
        }
        Assert.False(_sign.IsReversed);
    }

    [Fact]
    public void Small_steps_slow_steps_and_a_single_odd_one_say_nothing()
    {
        for (int i = 0; i < 20; i++)
        {
            Feed(-0.30, 3.700);
            Feed(-0.25, 3.690);
        }
        Feed(0.65, 3.75, after: 600);
        Feed(-0.8, 3.95, after: 600);
        Feed(0.65, 3.75, after: 600);
        Assert.False(_sign.IsReversed);
    }

    [Fact]
    public void A_sign_that_was_mended_is_believed_again()
    {
        for (int i = 0; i < 3; i++)
        {
            Feed(0.65, 3.75);
            Feed(-0.8, 3.95);
        }
        Assert.True(_sign.IsReversed);
        for (int i = 0; i < 5; i++)
        {
            Feed(-0.65, 3.75);
            Feed(0.8, 3.95);
        }
        Assert.False(_sign.IsReversed);
    }

    [Fact]
    public void A_current_with_the_wrong_sign_is_told_and_not_believed()
    {
        var estimator = new PowerEstimator(PackSpec.Default, new EstimatorSettings());
        PowerState state = PowerState.Unknown;
        for (int i = 0; i < 4; i++)
        {
            foreach (var (current, voltage) in new[] { (0.65, 3.75), (-0.8, 3.95) })
            {
                _now = _now.Plus(TimeSpan.FromSeconds(15));
                state = estimator.Update([new SourceReading(0, new PowerReading { DeviceTimeMs = _now.DeviceTimeMs, CurrentA = current, VoltageV = voltage })], _now);
            }
        }
        Assert.True(state.IsCurrentReversed);
        Assert.Null(state.CurrentA);
        Assert.NotEqual(PowerQuality.Measured, state.Quality);
        Assert.False(state.IsPowered);
    }
}
