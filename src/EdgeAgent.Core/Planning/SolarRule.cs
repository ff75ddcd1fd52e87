using EdgeAgent.Core.Forecast;

namespace EdgeAgent.Core.Planning;

/// <summary>
/// <see cref="StoppingRule"/> for a site with a panel: backward induction on the sky's states, which say both whether it charges and what
/// the harvest leaves over. A table holds [slot * states + state]; costs are battery minutes.
/// </summary>
internal static class SolarRule
{
    private const int Slots = ChargeForecast.Slots;
    private const int States = SurplusForecast.States;
    private const double SlotMin = ChargeForecast.SlotMinutes;

    /// <summary>
    /// Cost of a minute in each slot and state: not charging at all, and the share of the task's power that the battery gives, mixed by
    /// <paramref name="surplusWeight"/> (0 only the first, 1 only the second).
    /// </summary>
    public static double[] Cost(SurplusForecast sky, double taskW, double surplusWeight)
    {
        var cost = new double[Slots * States];
        for (int k = 0; k < Slots; k++)
        {
            for (int s = 0; s < States; s++)
            {
                cost[k * States + s] = (1 - surplusWeight) * (1 - sky.ChargesIn(k, s)) + surplusWeight * sky.ShareIn(k, s, taskW);
            }
        }

        return cost;
    }

    /// <summary>Expected cost of a run of <paramref name="minutes"/> from each slot and state on, not interrupted.</summary>
    public static double[] RunCost(SurplusForecast sky, double[] cost, double minutes)
    {
        int whole = (int)(minutes / SlotMin + 1e-9);
        double rest = minutes - whole * SlotMin;
        var table = new double[cost.Length];
        for (int i = 0; i < cost.Length; i++) table[i] = cost[i] * rest;
        Span<double> expected = stackalloc double[States];
        for (int n = 0; n < whole; n++)
        {
            // Forward and in place: the row after is still that of a run shorter by one slot.
            for (int k = 0; k < Slots; k++)
            {
                sky.Expect(k, Row(table, Math.Min(k + 1, Slots - 1)), expected);
                for (int s = 0; s < States; s++) table[k * States + s] = cost[k * States + s] * SlotMin + expected[s];
            }
        }

        return table;
    }

    /// <summary>As <see cref="StoppingRule.Wait"/>; start and wait are means over the states that a slot may find.</summary>
    public static void Wait(SurplusForecast sky, double[] runCost, int last, double waitPerSlot, PlannedCosts costs)
    {
        last = Math.Clamp(last, 0, Slots - 1);
        Span<double> value = stackalloc double[States], stay = stackalloc double[States];
        Row(runCost, last).CopyTo(value);
        for (int k = last; k < Slots; k++)
        {
            costs.Start[k] = Mean(sky, k, Row(runCost, k));
            costs.Wait[k] = double.PositiveInfinity;
            costs.IsTaken.AsSpan(k * States, States).Fill(true);
        }

        for (int k = last - 1; k >= 0; k--)
        {
            sky.Expect(k, value, stay);
            ReadOnlySpan<double> go = Row(runCost, k);
            for (int s = 0; s < States; s++)
            {
                stay[s] += waitPerSlot;
                value[s] = Math.Min(go[s], stay[s]);
                costs.IsTaken[k * States + s] = go[s] <= stay[s];
            }

            costs.Start[k] = Mean(sky, k, go);
            costs.Wait[k] = Mean(sky, k, stay);
        }
    }

    /// <summary>As <see cref="StoppingRule.WaitPausable"/>.</summary>
    public static void WaitPausable(
        SurplusForecast sky, double[] cost, int units, double unitMin, int last, double waitPerSlot, PlannedCosts costs,
        double[] less, double[] table)
    {
        Span<double> go = stackalloc double[States], stay = stackalloc double[States];
        for (int n = 1; n <= units; n++)
        {
            (less, table) = (table, less);
            // With n units left the task must run from here on.
            int forced = Math.Clamp(last + units - n, 0, Slots - 1);
            for (int k = Slots - 1; k >= 0; k--)
            {
                int next = Math.Min(k + 1, Slots - 1);
                go.Clear();
                stay.Fill(double.PositiveInfinity);
                if (n > 1) sky.Expect(k, Row(less, next), go);
                if (k < forced) sky.Expect(k, Row(table, next), stay);
                for (int s = 0; s < States; s++)
                {
                    go[s] += cost[k * States + s] * unitMin;
                    stay[s] += waitPerSlot;
                    table[k * States + s] = Math.Min(go[s], stay[s]);
                }

                if (n < units) continue;
                for (int s = 0; s < States; s++) costs.IsTaken[k * States + s] = go[s] <= stay[s];
                costs.Start[k] = Mean(sky, k, go);
                costs.Wait[k] = k < forced ? Mean(sky, k, stay) : double.PositiveInfinity;
            }
        }
    }

    private static ReadOnlySpan<double> Row(double[] table, int slot) => table.AsSpan(slot * States, States);

    private static double Mean(SurplusForecast sky, int slot, ReadOnlySpan<double> values)
    {
        double sum = 0;
        for (int s = 0; s < States; s++) sum += sky.Chance[slot * States + s] * values[s];
        return sum;
    }
}
