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

    // Each step of a reversed shunt is against the voltage; the third one decides.
    private void Steps(int count, double after, double amperes = 0.65)
    {
        for (int i = 0; i < count; i++) Feed(i % 2 == 0 ? amperes : 0, i % 2 == 0 ? 3.75 : 3.95, after: after);
    }

    [Theory]
    [InlineData(4, 130, true)]
    [InlineData(3, 130, false)]
    [InlineData(4, 130.001, false)]
    public void Three_steps_within_130_seconds_each_are_needed(int samples, double after, bool isReversed)
    {
        Steps(samples, after);
        Assert.Equal(isReversed, _sign.IsReversed);
    }

    [Theory]
    [InlineData(0.1, true)]
    [InlineData(0.099, false)]
    public void A_step_of_less_than_a_tenth_of_an_ampere_is_noise(double amperes, bool isReversed)
    {
        Steps(10, 15, amperes);
        Assert.Equal(isReversed, _sign.IsReversed);
    }

    [Theory]
    [InlineData(0.4, true)]
    [InlineData(0.39, false)]
    public void For_a_large_pack_a_step_has_at_least_a_twenty_fifth_of_its_capacity(double amperes, bool isReversed)
    {
        var sign = new CurrentSign(new PackSpec(Chemistry.LiPo, 1, 10_000));
        for (int i = 0; i < 10; i++)
        {
            _now = _now.Plus(TimeSpan.FromSeconds(15));
            sign.Update(Presence.Unknown, i % 2 == 0 ? amperes : 0, i % 2 == 0 ? 3.75 : 3.95, _now);
        }

        Assert.Equal(isReversed, sign.IsReversed);
    }

    [Theory]
    [InlineData(1, 0.02, true)]
    [InlineData(2, 0.02, true)]
    [InlineData(3, 0.02, false)] // less than 10 mV a cell
    public void The_voltage_has_to_move_by_ten_millivolts_a_cell(int cells, double lift, bool isReversed)
    {
        var sign = new CurrentSign(new PackSpec(Chemistry.LiPo, cells, 2500));
        for (int i = 0; i < 10; i++)
        {
            _now = _now.Plus(TimeSpan.FromSeconds(15));
            sign.Update(Presence.Unknown, i % 2 == 0 ? 0.65 : 0, i % 2 == 0 ? 0 : lift, _now);
        }

        Assert.Equal(isReversed, sign.IsReversed);
    }

    [Fact]
    public void It_is_called_right_again_after_as_many_right_steps()
    {
        Steps(4, 15);
        Assert.True(_sign.IsReversed);
        for (int i = 0; i < 5; i++) Feed(i % 2 == 0 ? -0.65 : 0, i % 2 == 0 ? 3.75 : 3.95);
        Assert.True(_sign.IsReversed);
        Feed(0, 3.95);
        Assert.False(_sign.IsReversed);
    }

    [Theory]
    [InlineData(Presence.Absent, 0.65, -0.8, true)]
    [InlineData(Presence.Unknown, 0.65, -0.8, false)] // the line was not read before
    [InlineData(Presence.Present, 0.65, -0.8, false)] // nothing was plugged in
    [InlineData(Presence.Absent, -0.2, -0.8, false)] // the current keeps its direction
    public void A_plug_speaks_against_the_sign_when_the_current_turns_the_wrong_way_with_it(Presence before, double unplugged, double plugged, bool isReversed)
    {
        for (int i = 0; i < 6; i++)
        {
            Feed(unplugged, double.NaN, before);
            Feed(plugged, double.NaN, Presence.Present);
        }

        Assert.Equal(isReversed, _sign.IsReversed);
    }
}
