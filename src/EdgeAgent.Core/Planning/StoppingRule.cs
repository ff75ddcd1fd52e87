using EdgeAgent.Core.Forecast;

namespace EdgeAgent.Core.Planning;

/// <summary>
/// Backward induction on the charging chain for one task: what starting costs and what waiting costs at each coming quarter hour, as
/// long as the present run of charging (or not charging) lasts. Costs are battery minutes. Plain arithmetic on arrays:
/// a table holds [(slot * 2 + state) * columns + column]; columns are the ages of the state, the last one the present run.
/// </summary>
internal static class StoppingRule
{
    public const int Slots = ChargeForecast.Slots;
    public const int Columns = ChargeChain.Columns;
    public const int Row = 2 * Columns;
    private const int Cells = DwellTimeBins.Cells;
    private const double SlotMin = ChargeForecast.SlotMinutes;

    // A charge that has just begun.
    private const int Arrival = Columns;

    /// <summary>
    /// Expected battery minutes of a run of <paramref name="minutes"/> that starts at each slot and is not interrupted.
    /// <paramref name="share"/>[state * Slots + slot] is the share of the task's power that the battery gives.
    /// </summary>
    public static void RunCost(double[] leave, double[] share, double minutes, double[] table, double[] scratch)
    {
        int whole = (int)(minutes / SlotMin + 1e-9);
        double rest = minutes - whole * SlotMin;
        // The odd minutes at the end stand in the slot where they fall.
        FillShare(share, rest, table);
        for (int n = 0; n < whole; n++)
        {
            table.CopyTo(scratch, 0);
            for (int k = 0; k < Slots; k++)
            {
                int next = Math.Min(k + 1, Slots - 1) * Row;
                Expect(leave, k, scratch.AsSpan(next, Row), table.AsSpan(k * Row, Row));
                for (int x = 0; x < 2; x++)
                {
                    double cost = share[x * Slots + k] * SlotMin;
                    int at = k * Row + x * Columns;
                    for (int j = 0; j < Columns; j++) table[at + j] += cost;
                }
            }
        }
    }

    /// <summary>
    /// Value of waiting for a task that runs through: from the forced start at slot <paramref name="last"/> backward.
    /// Fills, per slot while the present run in <paramref name="state"/> lasts, the cost of starting and of waiting one slot more, and
    /// whether a charge that comes then is taken at once.
    /// </summary>
    public static void Wait(double[] leave, double[] runCost, int last, double waitPerSlot, int state, PlannedCosts costs)
    {
        last = Math.Clamp(last, 0, Slots - 1);
        Span<double> value = stackalloc double[Row], expected = stackalloc double[Row];
        int run = state * Columns + Cells;
        runCost.AsSpan(last * Row, Row).CopyTo(value);
        for (int k = last; k < Slots; k++)
        {
            costs.Start[k] = runCost[k * Row + run];
            costs.Wait[k] = double.PositiveInfinity;
            costs.IsTaken[k] = true;
        }

        for (int k = last - 1; k >= 0; k--)
        {
            Expect(leave, k, value, expected);
            int at = k * Row;
            costs.Start[k] = runCost[at + run];
            costs.Wait[k] = waitPerSlot + expected[run];
            costs.IsTaken[k] = runCost[at + Arrival] <= waitPerSlot + expected[Arrival];
            for (int i = 0; i < Row; i++) value[i] = Math.Min(runCost[at + i], waitPerSlot + expected[i]);
        }
    }

    /// <summary>
    /// The same for a task that may pause: it runs wherever that is worth it, slot by slot. <paramref name="last"/> is the slot from
    /// which it must run without a break. <paramref name="less"/> and <paramref name="table"/> are working space.
    /// </summary>
    public static void WaitPausable(
        double[] leave, double[] share, int units, double unitMin, int last, double waitPerSlot, int state, PlannedCosts costs,
        double[] less, double[] table)
    {
        int run = state * Columns + Cells;
        Span<double> expected = stackalloc double[Row];
        for (int n = 1; n <= units; n++)
        {
            (less, table) = (table, less);
            // With n units left the task must run from here on.
            int forced = Math.Clamp(last + units - n, 0, Slots - 1);
            for (int k = Slots - 1; k >= 0; k--)
            {
                int next = Math.Min(k + 1, Slots - 1) * Row;
                Expect(leave, k, less.AsSpan(next, Row), table.AsSpan(k * Row, Row));
                bool mayWait = k < forced;
                if (mayWait) Expect(leave, k, table.AsSpan(next, Row), expected);
                for (int x = 0; x < 2; x++)
                {
                    double cost = share[x * Slots + k] * unitMin;
                    for (int j = x * Columns; j < (x + 1) * Columns; j++)
                    {
                        double go = n == 1 ? cost : cost + table[k * Row + j];
                        double stay = mayWait ? waitPerSlot + expected[j] : double.PositiveInfinity;
                        if (n == units && j == run)
                        {
                            costs.Start[k] = go;
                            costs.Wait[k] = stay;
                        }

                        if (n == units && j == Arrival) costs.IsTaken[k] = go <= stay;

                        table[k * Row + j] = Math.Min(go, stay);
                    }
                }
            }
        }
    }

    private static void FillShare(double[] share, double minutes, double[] table)
    {
        for (int k = 0; k < Slots; k++)
        {
            for (int x = 0; x < 2; x++) Array.Fill(table, share[x * Slots + k] * minutes, k * Row + x * Columns, Columns);
        }
    }

    /// <summary>Expectation of a row of the next slot, seen from slot <paramref name="k"/>.</summary>
    private static void Expect(double[] leave, int k, ReadOnlySpan<double> next, Span<double> into)
    {
        double[] advance = DwellTimeBins.Advance;
        for (int x = 0; x < 2; x++)
        {
            ReadOnlySpan<double> own = next.Slice(x * Columns, Columns), q = leave.AsSpan((k * 2 + x) * Columns, Columns);
            Span<double> to = into.Slice(x * Columns, Columns);
            double other = next[(1 - x) * Columns];
            for (int j = 0; j < Cells - 1; j++)
            {
                double stay = own[j] + advance[j] * (own[j + 1] - own[j]);
                to[j] = stay + q[j] * (other - stay);
            }

            for (int j = Cells - 1; j <= Cells; j++) to[j] = own[j] + q[j] * (other - own[j]);
        }
    }
}
