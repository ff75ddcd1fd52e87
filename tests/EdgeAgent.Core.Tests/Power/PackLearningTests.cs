using EdgeAgent.Core.Power;

namespace EdgeAgent.Core.Tests.Power;

public class PackLearningTests
{
    private static readonly PackSpec Pack = new(Chemistry.LiPo, 1, 2000);

    private readonly PackLearning _learning = new(Pack);

    [Theory]
    [InlineData(0.2, 0.2, 0)] // a tenth of the rated capacity and less is no pack of this kind
    [InlineData(3.0, 3.0, 0)] // nor is half as much again
    [InlineData(0.21, 0.21, 1)]
    [InlineData(2.99, 2.99, 1)]
    public void A_reported_capacity_counts_when_it_can_belong_to_the_pack(double reported, double wanted, int count)
    {
        _learning.TakeReported(reported);
        Assert.Equal(count, _learning.CapacityCount);
        Assert.Equal(count == 0 ? Pack.CapacityAh : wanted, _learning.CapacityAh);
        Assert.Equal(count == 0, double.IsNaN(_learning.HealthPct));
    }

    [Fact]
    public void The_charge_that_passed_between_two_certain_states_teaches_the_capacity()
    {
        _learning.Certain(1);
        _learning.Passed(-0.8);
        _learning.Certain(0.5);
        Assert.Equal((2 + 0.6 * (1.6 - 2), 1), (_learning.CapacityAh, _learning.CapacityCount));
        Assert.Equal(100 * _learning.CapacityAh / 2, _learning.HealthPct, 1e-9);
    }

    [Fact]
    public void A_gap_in_the_counting_teaches_nothing()
    {
        _learning.Certain(1);
        _learning.Passed(-0.4);
        _learning.Lost();
        _learning.Passed(-0.4);
        _learning.Certain(0.5);
        Assert.Equal((2, 0), (_learning.CapacityAh, _learning.CapacityCount));
    }

    [Fact]
    public void What_was_saved_comes_back_and_impossible_values_do_not()
    {
        _learning.Restore(0.2, 7, 1.7, 3);
        Assert.Equal((0.2, 7, 1.7, 3), (_learning.ResistanceOhm, _learning.ResistanceCount, _learning.CapacityAh, _learning.CapacityCount));
        _learning.Restore(double.NaN, 9, -1, 9);
        _learning.Restore(0.3, 0, 1.5, 0);
        Assert.Equal((0.2, 7, 1.7, 3), (_learning.ResistanceOhm, _learning.ResistanceCount, _learning.CapacityAh, _learning.CapacityCount));
    }

    // A step of the current by one ampere that moves the voltage by as many volts as the resistance has ohms.
    private double AfterStep(double ohm, double seconds = 10, double amperes = -1, double celsius = 25)
    {
        _learning.Sample(3.9, 0, celsius, 1000);
        _learning.Sample(3.9 + amperes * ohm, amperes, celsius, 1000 + (long)(seconds * 1000));
        return _learning.ResistanceOhm;
    }

    [Fact]
    public void The_first_steps_teach_half_and_a_third_of_the_difference_and_later_ones_at_least_15_percent()
    {
        double ohm = _learning.TypicalOhm;
        foreach (double share in (double[])[1 / 2.0, 1 / 3.0, 1 / 4.0, 1 / 5.0, 1 / 6.0, 0.15, 0.15])
        {
            ohm += share * (0.1 - ohm);
            Assert.Equal(ohm, AfterStep(0.1), 1e-9);
            _learning.Sample(double.NaN, 0, 25, 0);
        }

        Assert.Equal(7, _learning.ResistanceCount);
    }

    [Theory]
    [InlineData(0.001, 1)]
    [InlineData(35, 1)]
    [InlineData(35.001, 0)]
    [InlineData(0, 0)]
    public void A_step_teaches_the_resistance_when_it_takes_no_longer_than_35_seconds(double seconds, int count)
    {
        AfterStep(0.1, seconds);
        Assert.Equal(count, _learning.ResistanceCount);
    }

    [Theory]
    [InlineData(2000, 0.16, 1)] // 8 % of the capacity an hour
    [InlineData(2000, 0.159, 0)]
    [InlineData(500, 0.15, 1)]
    [InlineData(500, 0.149, 0)]
    public void A_small_step_is_noise(double capacityMah, double amperes, int count)
    {
        var learning = new PackLearning(new PackSpec(Chemistry.LiPo, 1, capacityMah, ResistanceOhm: 0.1));
        learning.Sample(3.9, 0, 25, 1000);
        learning.Sample(3.9 - 0.1 * amperes, -amperes, 25, 2000);
        Assert.Equal(count, learning.ResistanceCount);
    }

    [Fact]
    public void A_step_in_the_cold_teaches_the_resistance_at_25_degrees()
    {
        double ohm = 0.1 * CellCurve.ResistanceFactor(Chemistry.LiPo, 0);
        Assert.True(ohm > 0.1);
        Assert.Equal((_learning.TypicalOhm + 0.1) / 2, AfterStep(ohm, celsius: 0), 1e-9);
    }

    [Theory]
    [InlineData(0.02, 0)] // a tenth of the typical one
    [InlineData(0.021, 1)]
    [InlineData(1.99, 1)]
    [InlineData(2.0, 0)] // ten times
    public void A_resistance_that_no_such_pack_has_is_not_taken(double ohm, int count)
    {
        var learning = new PackLearning(new PackSpec(Chemistry.LiPo, 1, 2000, ResistanceOhm: 0.2));
        learning.Restore(ohm, 1, double.NaN, 0);
        Assert.Equal(count, learning.ResistanceCount);
    }

    [Fact]
    public void The_typical_resistance_grows_with_the_cells_and_falls_with_the_capacity()
    {
        double single = new PackLearning(Pack).TypicalOhm;
        Assert.Equal(CellCurve.TypicalOhmAmpereHours(Chemistry.LiPo) / 2, single, 1e-9);
        Assert.Equal(3 * single, new PackLearning(new PackSpec(Chemistry.LiPo, 3, 2000)).TypicalOhm, 1e-9);
        Assert.Equal(single / 2, new PackLearning(new PackSpec(Chemistry.LiPo, 1, 4000)).TypicalOhm, 1e-9);
    }

    [Theory]
    [InlineData(0.3, 1)]
    [InlineData(0.299, 0)]
    public void Two_certain_states_teach_the_capacity_when_at_least_30_percent_are_between_them(double soc, int count)
    {
        _learning.Certain(0);
        _learning.Passed(2 * soc);
        _learning.Certain(soc);
        Assert.Equal(count, _learning.CapacityCount);
    }

    [Fact]
    public void A_certain_state_that_is_too_near_leaves_the_earlier_one_in_place()
    {
        _learning.Certain(1);
        _learning.Passed(-0.3);
        _learning.Certain(0.8);
        _learning.Passed(-0.5);
        _learning.Certain(0.5);
        Assert.Equal(2 + 0.6 * (1.6 - 2), _learning.CapacityAh, 1e-9);
    }

    [Fact]
    public void After_the_first_time_a_measured_capacity_counts_by_35_percent()
    {
        _learning.Restore(double.NaN, 0, 1.8, 1);
        _learning.Certain(1);
        _learning.Passed(-0.8);
        _learning.Certain(0.5);
        Assert.Equal((1.8 + 0.35 * (1.6 - 1.8), 2), (_learning.CapacityAh, _learning.CapacityCount));
    }

    [Theory]
    [InlineData(0.2, false)]
    [InlineData(0.201, true)]
    [InlineData(2.999, true)]
    [InlineData(3.0, false)]
    public void A_capacity_beyond_a_tenth_and_one_and_a_half_of_the_rated_one_is_not_restored(double capacityAh, bool isTaken)
    {
        _learning.Restore(double.NaN, 0, capacityAh, 1);
        Assert.Equal(isTaken ? capacityAh : 2, _learning.CapacityAh);
    }
}
