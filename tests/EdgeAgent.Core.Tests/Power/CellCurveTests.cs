
namespace EdgeAgent.Core.Tests.Power;

public class CellCurveTests
{
    public static TheoryData<Chemistry> All => [.. Enum.GetValues<Chemistry>()];

    [Theory]
    [MemberData(nameof(All))]
    public void A_curve_rises_and_reads_the_same_both_ways(Chemistry chemistry)
    {
        double before = 0;
        for (int i = 0; i <= 1000; i++)
        {
            double volts = CellCurve.OpenCircuitVolts(chemistry, i / 1000.0, 25);
            Assert.True(volts > before);
            Assert.Equal(i / 1000.0, CellCurve.StateOfCharge(chemistry, volts, 25), 1e-9);
            before = volts;
        }

        Assert.InRange(before, 0, CellCurve.ChargeVolts(chemistry));
        Assert.InRange(CellCurve.OpenCircuitVolts(chemistry, 0, 25), CellCurve.LowestVolts(chemistry), CellCurve.HighestVolts(chemistry));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Voltages_outside_the_curve_are_empty_and_full(Chemistry chemistry)
    {
        Assert.Equal(0, CellCurve.StateOfCharge(chemistry, 0, double.NaN));
        Assert.Equal(1, CellCurve.StateOfCharge(chemistry, 9, double.NaN));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Cold_leaves_less_and_resists_more(Chemistry chemistry)
    {
        Assert.Equal(1, CellCurve.UsableFraction(chemistry, 25), 6);
        Assert.True(CellCurve.UsableFraction(chemistry, -10) <= CellCurve.UsableFraction(chemistry, 10));
        Assert.InRange(CellCurve.UsableFraction(chemistry, -60), 0.3, 1);
        Assert.Equal(1, CellCurve.ResistanceFactor(chemistry, 25), 6);
        Assert.True(CellCurve.ResistanceFactor(chemistry, -10) > 1);
        Assert.Equal(1, CellCurve.ResistanceFactor(chemistry, double.NaN));
    }

    [Theory]
    [InlineData(Chemistry.LiPo, 0.5, 3.812)] // Linux ab8500_bmdata.c
    [InlineData(Chemistry.LiIon, 0.834, 4.064)] // Molicel P42A, IEEE TIM 2025
    [InlineData(Chemistry.LiFePo4, 0.297, 3.277)] // Lithium Werks APR18650M1B, the same
    [InlineData(Chemistry.LeadAcid, 1, 2.122)] // Trojan user's guide: 12.73 V
    public void Curves_pass_through_their_sources(Chemistry chemistry, double soc, double volts) =>
        Assert.Equal(volts, CellCurve.OpenCircuitVolts(chemistry, soc, 25), 1e-9);
}
