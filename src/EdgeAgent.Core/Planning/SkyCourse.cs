using EdgeAgent.Core.Forecast;

namespace EdgeAgent.Core.Planning;

/// <summary>The sky's states over a panel, which say both whether it charges and what the harvest leaves over for a task.</summary>
internal sealed class SkyCourse(SurplusForecast sky, double taskW, double surplusWeight)
    : PowerCourse(SurplusForecast.States, CostOf(sky, taskW, surplusWeight))
{
    public override ReadOnlySpan<double> Chance(int slot) => Row(sky.Chance, slot);

    public override void Expect(int slot, ReadOnlySpan<double> next, Span<double> into) => sky.Expect(slot, next, into);

    /// <summary>
    /// Not charging at all, and the share of the task's power that the battery gives, mixed by <paramref name="surplusWeight"/> (0 only the first, 1 only the second).
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
