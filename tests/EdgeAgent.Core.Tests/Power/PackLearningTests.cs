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
}
