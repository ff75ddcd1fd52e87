using EdgeAgent.Core.Power;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeAgent.Core.Tests.Power;

public class PackModelTests
{
    private static PackModel Pack(double soc = 0.5) => new(PackSpec.Default, soc);

    [Fact]
    public void An_empty_pack_gives_no_current_and_a_full_one_takes_none()
    {
        Assert.Equal(0, Pack(soc: 0).AmperesOut(5));
        Assert.Equal(0, Pack(soc: 1).AmperesIn(1, 5));
        Assert.True(Pack(soc: 0.01).AmperesOut(5) > 0);
        Assert.True(Pack(soc: 0.99).AmperesIn(1, 5) > 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void No_load_draws_no_current(double watts) => Assert.Equal(0, Pack().AmperesOut(watts));

    [Fact]
    public void The_current_out_of_the_pack_delivers_the_power_that_is_drawn() =>
        Prop.ForAll(Arb.From(Gen.Choose(1, 99).Zip(Gen.Choose(1, 80))), pair =>
        {
            var pack = Pack(pair.Item1 / 100.0);
            double watts = pair.Item2 / 10.0, amperes = pack.AmperesOut(watts);
            pack.Pass(-amperes, 1e-9, 25);
            return Math.Abs(pack.Volts * amperes - watts) < 1e-6;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_load_beyond_what_the_pack_can_give_gets_the_most_that_it_can_give()
    {
        var pack = Pack();
        double most = pack.AmperesOut(1e9);
        pack.Pass(-most, 1e-9, 25);
        double watts = pack.Volts * most;
        Assert.Equal(most, pack.AmperesOut(1e6), 1e-6);
        foreach (double other in new[] { 0.9 * most, 1.1 * most })
        {
            pack.Pass(-other, 1e-9, 25);
            Assert.True(pack.Volts * other < watts);
        }
    }

    [Fact]
    public void A_charger_gives_its_current_until_the_voltage_limit_takes_over()
    {
        Assert.Equal(1, Pack().AmperesIn(1, 4.2), 1e-9);
        var pack = Pack(0.97);
        double amperes = pack.AmperesIn(100, 4.2);
        Assert.InRange(amperes, 0.01, 99);
        pack.Pass(amperes, 1e-9, 25);
        Assert.Equal(4.2, pack.Volts, 1e-6);
        Assert.Equal(0, pack.AmperesIn(1, 3));
    }

    [Fact]
    public void Coulombs_in_and_out_are_counted_as_a_share_of_the_aged_capacity()
    {
        var aged = new PackModel(PackSpec.Default, 0.5, capacityFactor: 0.8);
        Assert.Equal(0.8 * PackSpec.Default.CapacityAh, aged.CapacityAh, 1e-9);
        aged.Pass(-0.1 * aged.CapacityAh, 3600, 25);
        Assert.Equal(0.4, aged.Soc, 1e-9);
        aged.Pass(0.2 * aged.CapacityAh, 1800, 25);
        Assert.Equal(0.5, aged.Soc, 1e-9);
    }

    [Fact]
    public void A_current_warms_the_pack_above_its_surroundings_and_rest_cools_it_down_again()
    {
        var pack = Pack();
        pack.Pass(-2, 7200, 20);
        double warm = pack.Celsius;
        Assert.True(warm > 20);
        pack.Pass(0, 7200, 20);
        Assert.InRange(pack.Celsius, 20, warm);
    }

    [Fact]
    public void After_a_load_the_voltage_comes_back_within_minutes()
    {
        var pack = Pack();
        double rest = pack.Volts;
        pack.Pass(-1, 300, 25);
        double loaded = pack.Volts;
        pack.Pass(0, 1, 25);
        double released = pack.Volts;
        pack.Pass(0, 600, 25);
        Assert.True(loaded < released && released < pack.Volts && pack.Volts < rest);
    }

    [Fact]
    public void An_exchanged_pack_has_the_new_charge_and_no_memory_of_the_load()
    {
        var pack = Pack();
        pack.Pass(-1, 300, 25);
        pack.Exchange(1.5);
        pack.Pass(0, 1e-9, 25);
        Assert.Equal((1, Pack(soc: 1).Volts), (pack.Soc, pack.Volts));
    }

    [Fact]
    public void An_aged_pack_has_a_multiple_of_the_typical_resistance() =>
        Assert.Equal(3 * Pack().Ohm, new PackModel(PackSpec.Default, 0.5, resistanceFactor: 3).Ohm, 1e-9);

    [Fact]
    public void A_lasting_current_costs_twice_its_ohmic_drop()
    {
        var pack = Pack();
        double rest = pack.Volts, charge = pack.Soc;
        pack.Pass(-1, 1e-9, 25);
        Assert.Equal(rest - pack.Ohm, pack.Volts, 1e-6);
        pack.Pass(-1, 60, 25);
        double drift = CellCurve.OpenCircuitVolts(Chemistry.LiPo, charge, 25) - CellCurve.OpenCircuitVolts(Chemistry.LiPo, pack.Soc, pack.Celsius);
        Assert.Equal(rest - drift - pack.Ohm * (2 - Math.Exp(-1)), pack.Volts, 0.001);
    }

    [Fact]
    public void A_current_warms_the_pack_by_15_kelvin_for_each_watt_of_its_loss()
    {
        var pack = new PackModel(new PackSpec(Chemistry.Supercap, 1, 100_000, ResistanceOhm: 0.1), 0.5, celsius: 20);
        pack.Pass(-2, 1800, 20);
        double loss = 2 * 2 * new PackModel(new PackSpec(Chemistry.Supercap, 1, 100_000, ResistanceOhm: 0.1), 0.5, celsius: 20).Ohm;
        Assert.Equal(20 + 15 * loss * (1 - Math.Exp(-1)), pack.Celsius, 1e-6);
    }
}
