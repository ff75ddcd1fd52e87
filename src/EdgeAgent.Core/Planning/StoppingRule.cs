using System.Numerics.Tensors;
using EdgeAgent.Core.Forecast;

namespace EdgeAgent.Core.Planning;

/// <summary>
/// Backward induction for one task: the costs of starting and of waiting at each coming quarter hour, in battery minutes. Plain arithmetic on arrays.
/// </summary>
/// <param name="last">Slot from which on the task must run without a break.</param>
internal readonly struct StoppingRule(PowerCourse course, int last, double waitPerSlot)
{
    private const double SlotMin = ChargeForecast.SlotMinutes;

    /// <summary>Expected cost of a run of <paramref name="minutes"/> that starts in each slot and state and is not interrupted; <paramref name="table"/> is filled.
    /// <paramref name="later"/> is working space.</summary>
    public static void RunCost(PowerCourse course, double minutes, Span<double> table, Span<double> later)
    {
        int whole = (int)(minutes / SlotMin + 1e-9);
        // The run's last minutes, which fill no whole slot, cost what they cost in the slot where they fall.
        TensorPrimitives.Multiply(course.Cost, minutes - whole * SlotMin, table);
        for (int n = 0; n < whole; n++)
        {
            for (int k = 0; k < PowerCourse.Slots; k++) course.Expect(k, course.Row(table, k + 1), course.Row(later, k));
            TensorPrimitives.MultiplyAdd(course.Cost, SlotMin, later, table);
        }
    }

    /// <summary>For a task that runs without a break: backward from the last slot, in which the start is forced.</summary>
    public PlannedCosts InOnePiece(double[] runCost)
    {
        var costs = new PlannedCosts(course);
        Span<double> value = stackalloc double[course.States], stay = stackalloc double[course.States];
        stay.Fill(double.PositiveInfinity);
        for (int k = PowerCourse.Slots - 1; k >= 0; k--)
        {
            Span<double> go = course.Row(runCost, k);
            if (k < last)
            {
                course.Expect(k, value, stay);
                TensorPrimitives.Add(stay, waitPerSlot, stay);
            }

            costs.Set(k, go, stay, k < last);
            TensorPrimitives.Min(go, stay, value);
        }

        return costs;
    }

    /// <summary>For a task that may pause: decides unit by unit whether to run or to wait. <paramref name="less"/> and <paramref name="table"/> are working space.</summary>
    public PlannedCosts InPieces(int units, double unitMin, double[] less, double[] table)
    {
        var costs = new PlannedCosts(course);
        Span<double> go = stackalloc double[course.States], stay = stackalloc double[course.States];
        for (int n = 1; n <= units; n++)
        {
            (less, table) = (table, less);
            // With n units left the task must run from this slot on.
            int forced = Math.Min(last + units - n, PowerCourse.Slots - 1);
            for (int k = PowerCourse.Slots - 1; k >= 0; k--)
            {
                go.Clear();
                stay.Fill(double.PositiveInfinity);
                if (n > 1) course.Expect(k, course.Row(less, k + 1), go);
                if (k < forced) course.Expect(k, course.Row(table, k + 1), stay);
                Span<double> row = course.Row(table, k), cost = course.Row(course.Cost, k);
                for (int s = 0; s < row.Length; s++)
                {
                    go[s] += cost[s] * unitMin;
                    stay[s] += waitPerSlot;
                    row[s] = Math.Min(go[s], stay[s]);
                }

                if (n == units) costs.Set(k, go, stay, k < forced);
            }
        }

        return costs;
    }
}
