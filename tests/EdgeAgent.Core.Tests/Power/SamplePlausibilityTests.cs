using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Power;

public class SamplePlausibilityTests
{
    private readonly long[] _rejected = new long[Enum.GetValues<RejectReason>().Length];
    private readonly SamplePlausibility _filter;
    private long _uptimeMs = 1000;

    public SamplePlausibilityTests() => _filter = new SamplePlausibility(PackSpec.Default, new EstimatorSettings(), _rejected);

    private PowerReading See(double volts = 3.8, double amperes = -0.5, double soc = 50, double celsius = 25, double after = 5)
    {
        _uptimeMs += (long)(after * 1000);
        return _filter.Filter(new PowerReading { DeviceTimeMs = _uptimeMs, VoltageV = volts, CurrentA = amperes, SocPct = soc, TemperatureC = celsius });
    }

    private long Count(RejectReason reason) => _rejected[(int)reason];

    [Theory]
    [InlineData(2.49)]
    [InlineData(4.46)]
    [InlineData(-3.8)]
    [InlineData(32.764)] // all ones of an INA219
    public void A_voltage_that_no_such_cell_has_is_out_of_range(double volts)
    {
        Assert.True(double.IsNaN(See(volts).VoltageV));
        Assert.Equal(1, Count(RejectReason.OutOfRange));
    }

    [Theory]
    [InlineData(2.51)]
    [InlineData(4.44)]
    public void A_voltage_at_the_edge_of_use_passes(double volts) => Assert.Equal(volts, See(volts).VoltageV);

    [Theory]
    [InlineData(104.9, 100)]
    [InlineData(100, 100)]
    [InlineData(0, 0)]
    [InlineData(105.1, double.NaN)]
    [InlineData(120, double.NaN)]
    [InlineData(-1, double.NaN)]
    public void A_gauge_may_run_a_little_over_full_and_no_more(double soc, double expected) => Assert.Equal(expected, See(soc: soc).SocPct);

    [Theory]
    [InlineData(12.4, true)]
    [InlineData(12.6, false)] // 5 C of 2500 mAh
    public void A_current_beyond_five_capacities_an_hour_is_a_flipped_bit(double amperes, bool passes) =>
        Assert.Equal(passes, !double.IsNaN(See(amperes: amperes).CurrentA));

    [Fact]
    public void Zero_everywhere_is_a_dead_bus_and_not_an_empty_pack()
    {
        var reading = See(volts: 0, amperes: 0, soc: 0);
        Assert.True(double.IsNaN(reading.VoltageV) && double.IsNaN(reading.CurrentA) && double.IsNaN(reading.SocPct));
        Assert.Equal(1, Count(RejectReason.AllZero));
    }

    [Fact]
    public void Infinities_are_counted_as_such()
    {
        See(volts: double.PositiveInfinity, amperes: double.NegativeInfinity);
        Assert.Equal(2, Count(RejectReason.NotFinite));
    }

    [Fact]
    public void What_is_not_measured_is_not_rejected()
    {
        _filter.Filter(new PowerReading { DeviceTimeMs = 1 });
        Assert.Equal(0, _rejected.Sum());
    }

    [Fact]
    public void A_voltage_jump_without_a_current_to_explain_it_is_refused_until_it_stays()
    {
        See(4.1);
        Assert.True(double.IsNaN(See(3.3).VoltageV));
        Assert.True(double.IsNaN(See(3.3).VoltageV));
        Assert.Equal(3.3, See(3.3).VoltageV);
        Assert.Equal(2, Count(RejectReason.Jump));
    }

    [Fact]
    public void A_jump_that_does_not_stay_is_never_believed()
    {
        See(4.1);
        for (int i = 0; i < 10; i++) Assert.True(double.IsNaN(See(i % 2 == 0 ? 3.2 : 2.9).VoltageV));
        Assert.Equal(4.09, See(4.09).VoltageV);
    }

    [Fact]
    public void A_drop_that_a_measured_load_explains_passes()
    {
        See(4.1, amperes: -0.2);
        Assert.Equal(3.5, See(3.5, amperes: -3.2).VoltageV); // 0.35 V and 0.15 ohm x 3 A
    }

    [Theory]
    [InlineData(-127)] // DS18B20 without an answer
    [InlineData(150)]
    [InlineData(85)] // DS18B20 after power-up, from 25 degrees
    public void A_temperature_that_cannot_be_or_cannot_come_so_fast_is_refused(double celsius)
    {
        See(celsius: 25);
        Assert.True(double.IsNaN(See(celsius: celsius, after: 5).TemperatureC));
    }

    [Fact]
    public void A_reading_from_the_future_or_of_long_ago_is_not_taken()
    {
        var estimator = new PowerEstimator(PackSpec.Default, new EstimatorSettings());
        var now = new Timestamp(DateTimeOffset.UnixEpoch, 1_000_000, ClockTrust.Ntp);
        var state = estimator.Update(
        [
            new SourceReading(0, new PowerReading { DeviceTimeMs = 1_000_001, SocPct = 50 }),
            new SourceReading(1, new PowerReading { DeviceTimeMs = 600_000, SocPct = 60 }),
        ], now);
        Assert.Null(state.SocPct);
        Assert.Equal(PowerQuality.Stale, state.Quality);
        Assert.Equal(1, estimator.Rejected(RejectReason.NotFinite));
    }

    [Theory]
    [InlineData(2.5)]
    [InlineData(4.45)]
    public void A_voltage_at_the_limit_passes(double volts) => Assert.Equal(volts, See(volts).VoltageV);

    [Theory]
    [InlineData(12.5, true)]
    [InlineData(-12.5, true)]
    [InlineData(12.501, false)]
    [InlineData(-12.501, false)]
    public void A_current_of_five_capacities_an_hour_passes_in_both_directions(double amperes, bool passes) =>
        Assert.Equal(passes, !double.IsNaN(See(amperes: amperes).CurrentA));

    [Fact]
    public void A_small_pack_may_be_charged_with_ten_amperes()
    {
        var small = new SamplePlausibility(new PackSpec(Chemistry.LiPo, 1, 500), new EstimatorSettings(), _rejected);
        Assert.Equal(10, small.Filter(new PowerReading { DeviceTimeMs = 1, CurrentA = 10 }).CurrentA);
        Assert.True(double.IsNaN(small.Filter(new PowerReading { DeviceTimeMs = 2, CurrentA = 10.1 }).CurrentA));
    }

    [Theory]
    [InlineData(-45, true)]
    [InlineData(95, true)]
    [InlineData(-45.1, false)]
    [InlineData(95.1, false)]
    public void A_temperature_at_the_limit_passes(double celsius, bool passes) => Assert.Equal(passes, !double.IsNaN(See(celsius: celsius).TemperatureC));

    [Theory]
    [InlineData(0, double.NaN, double.NaN, 1)]
    [InlineData(0, double.NaN, 0, 1)]
    [InlineData(0, 1, double.NaN, 0)] // something is measured
    [InlineData(0, 0, 5, 0)]
    public void A_bus_is_dead_when_all_that_it_measures_is_zero(double volts, double amperes, double soc, int dead)
    {
        See(volts, amperes, soc);
        Assert.Equal((dead, 1 - dead), (Count(RejectReason.AllZero), Count(RejectReason.OutOfRange)));
    }

    // 0.35 V at once, 0.15 V for each ampere of a step, 10 mV for each second.
    [Theory]
    [InlineData(0, 10, 0.449, true)]
    [InlineData(0, 10, 0.451, false)]
    [InlineData(1, 0, 0.499, true)]
    [InlineData(1, 0, 0.501, false)]
    [InlineData(-1, 0, 0.499, true)]
    [InlineData(double.NaN, 0, 0.349, true)]
    [InlineData(double.NaN, 0, 0.351, false)]
    public void A_voltage_may_jump_by_what_load_and_time_explain(double step, double seconds, double jump, bool passes)
    {
        See(4.2, amperes: -0.5);
        Assert.Equal(passes, !double.IsNaN(See(4.2 - jump, amperes: -0.5 + step, after: seconds).VoltageV));
    }

    [Theory]
    [InlineData(0.69, true)]
    [InlineData(0.71, false)]
    public void Without_a_pack_the_cells_are_guessed_from_the_voltage(double jump, bool passes)
    {
        var unknown = new SamplePlausibility(null, new EstimatorSettings(), _rejected);
        unknown.Filter(new PowerReading { DeviceTimeMs = 1, VoltageV = 8 });
        Assert.Equal(passes, !double.IsNaN(unknown.Filter(new PowerReading { DeviceTimeMs = 1, VoltageV = 8 - jump }).VoltageV));
    }

    [Theory]
    [InlineData(1, 0.099, true)]
    [InlineData(1, 0.101, false)]
    [InlineData(2, 0.199, true)]
    [InlineData(2, 0.201, false)]
    public void A_new_voltage_is_confirmed_by_samples_within_a_tenth_of_a_volt_per_cell(int cells, double spread, bool passes)
    {
        var filter = new SamplePlausibility(new PackSpec(Chemistry.LiPo, cells, 2500), new EstimatorSettings(), _rejected);
        double VoltageOf(double volts) => filter.Filter(new PowerReading { DeviceTimeMs = 1, VoltageV = volts }).VoltageV;
        VoltageOf(cells * 4.2);
        VoltageOf(cells * 3.2);
        VoltageOf(cells * 3.2 + spread);
        Assert.Equal(passes, !double.IsNaN(VoltageOf(cells * 3.2)));
    }

    // 5 K at once and half a kelvin for each second.
    [Theory]
    [InlineData(0, 5, true)]
    [InlineData(0, 5.1, false)]
    [InlineData(10, 10, true)]
    [InlineData(10, 10.1, false)]
    public void A_temperature_may_jump_by_what_time_explains(double seconds, double jump, bool passes)
    {
        See(celsius: 25);
        Assert.Equal(passes, !double.IsNaN(See(celsius: 25 + jump, after: seconds).TemperatureC));
    }
}
