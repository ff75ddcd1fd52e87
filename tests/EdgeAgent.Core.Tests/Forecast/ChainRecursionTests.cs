using System.Runtime.Intrinsics;
using EdgeAgent.Core.Forecast;

namespace EdgeAgent.Core.Tests.Forecast;

public sealed class ChainRecursionTests
{
    private static ChargeChain Chain(int seed, double nowCharging)
    {
        var random = new Random(seed);
        var chain = new ChargeChain { NowCharging = nowCharging };
        foreach (double[] table in new[] { chain.Rate, chain.Age, chain.RunAge })
        {
            for (int i = 0; i < table.Length; i++) table[i] = 2 * random.NextDouble();
        }

        return chain;
    }

    [Fact]
    public void Four_cells_at_once_leave_as_likely_as_each_alone()
    {
        double[] expected = [0, 1e-5, 0.25, 40];
        Vector256<double> together = ChainRecursion.Leave(Vector256.Create<double>(expected));
        for (int i = 0; i < expected.Length; i++) Assert.Equal(SwitchingRates.Leave(expected[i]), together[i], 15);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(0.3)]
    public void Probability_is_neither_lost_nor_made(double nowCharging)
    {
        // Seen from the other state, with both states' rates exchanged, the same chain gives the rest of 1.
        ChargeChain chain = Chain(7, nowCharging), mirror = new() { NowCharging = 1 - nowCharging };
        foreach ((double[] from, double[] to) in new[] { (chain.Rate, mirror.Rate), (chain.Age, mirror.Age), (chain.RunAge, mirror.RunAge) })
        {
            int half = from.Length / 2;
            from.AsSpan(0, half).CopyTo(to.AsSpan(half));
            from.AsSpan(half).CopyTo(to);
        }

        double[] p = chain.Play(ChargeForecast.Slots), q = mirror.Play(ChargeForecast.Slots);
        for (int k = 0; k < p.Length; k++) Assert.Equal(1, p[k] + q[k], 12);
    }

    [Fact]
    public void A_chain_gives_the_same_whether_it_is_computed_in_one_go_or_in_parts()
    {
        ChargeChain whole = Chain(3, 1), parts = Chain(3, 1);
        double[] p = whole.Play(ChargeForecast.Slots);
        foreach (int slots in new[] { 5, 3, 97, ChargeForecast.Slots }) parts.Play(slots);
        Assert.Equal(p, parts.Play(1));
    }

    [Fact]
    public void With_a_constant_rate_and_no_age_it_is_the_two_state_Markov_chain()
    {
        var chain = new ChargeChain { NowCharging = 1 };
        Array.Fill(chain.Rate, 0.05, 0, ChargeForecast.Slots);
        Array.Fill(chain.Rate, 0.2, ChargeForecast.Slots, ChargeForecast.Slots);
        Array.Fill(chain.Age, 1);
        Array.Fill(chain.RunAge, 1);
        double expected = 1, toOn = SwitchingRates.Leave(0.05), toOff = SwitchingRates.Leave(0.2);
        foreach (double p in chain.Play(ChargeForecast.Slots))
        {
            Assert.Equal(expected, p, 12);
            expected = SwitchingRates.Next(expected, toOn, toOff);
        }
    }

    [Fact]
    public void A_tilted_chain_gives_the_probabilities_it_was_tilted_to()
    {
        ChargeChain chain = Chain(11, 0);
        for (int i = 0; i < chain.Rate.Length; i++) chain.Rate[i] /= 20;
        double[] p = [.. chain.Play(ChargeForecast.Slots).Select(x => 0.95 * x)];
        double[] before = [.. chain.Rate];
        double[] tilted = chain.Tilted(p, 4).Play(ChargeForecast.Slots);
        // The factor of a slot is that of small rates; what it leaves is made up for in the next slot.
        for (int k = 0; k < p.Length; k++) Assert.Equal(p[k], tilted[k], 0.02);
        Assert.Equal(before, chain.Rate);
    }
}
