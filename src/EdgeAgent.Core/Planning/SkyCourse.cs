using EdgeAgent.Core.Forecast;

namespace EdgeAgent.Core.Planning;

/// <summary>The states of the sky over a panel; they determine whether it charges and how much of the harvest is left for a task.</summary>
internal sealed class SkyCourse(SurplusForecast sky, double taskW, double surplusWeight)
    : PowerCourse(SurplusForecast.States, CostOf(sky, taskW, surplusWeight))
{
    public override double Mean(int slot, ReadOnlySpan<double> values) => SurplusForecast.Sum(Row(sky.Chance, slot), values);

    public override void Expect(int slot, ReadOnlySpan<double> next, Span<double> into) => sky.Expect(slot, next, into);

    /// <summary>
    /// Cost of a minute: mixes "does not charge" (0 or 1) with the share of the task's power that the battery supplies. <paramref name="surplusWeight"/> is
    /// the weight of the share: 0 only the first, 1 only the second.
    /// </summary>
    private static double[] CostOf(SurplusForecast sky, double taskW, double surplusWeight)
    {
        var cost = new double[Slots * SurplusForecast.States];
        for (int i = 0; i < cost.Length; i++)
        {
            int slot = i / SurplusForecast.States, state = i % SurplusForecast.States;
            cost[i] = (1 - surplusWeight) * (1 - sky.ChargesIn(slot, state)) + surplusWeight * sky.ShareIn(slot, state, taskW);
        }

        return cost;
    }
}
