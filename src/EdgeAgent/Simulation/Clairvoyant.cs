namespace EdgeAgent.Simulation;

/// <summary>
/// What perfect foresight would reach: the objective's cost when every task alone takes its best start, knowing the whole trace. A
/// lower bound on the cost of any policy that does not pause, since tasks may overlap here.
/// </summary>
public static class Clairvoyant
{
    public static double CostPerTask(Trace trace, IReadOnlyCollection<SimulatedTask> tasks, Objective objective)
    {
        double sum = 0;
        foreach (SimulatedTask task in tasks) sum += BestStart(trace, task, objective).Cost;
        if (tasks.Count == 0) return 0;
        return sum / tasks.Count;
    }

    /// <summary>The start that costs least, s since 1970 UTC, and its cost.</summary>
    public static (long StartS, double Cost) BestStart(Trace trace, SimulatedTask task, Objective objective)
    {
        (long StartS, double Cost) best = (task.ReleaseS, double.PositiveInfinity);
        long last = Math.Min(task.DeadlineS, trace.EndS) - task.DurationS;
        double[] battery = BatteryMinutes(trace, task, last + task.DurationS, objective, out int first);
        double At(long timeS)
        {
            int i = trace.SlotOf(timeS);
            double part = Math.Clamp((timeS - trace.TimeOf(i)) / (double)trace.SpanOf(i), 0, 1);
            int k = Math.Clamp(i - first, 0, battery.Length - 2);
            return battery[k] + part * (battery[k + 1] - battery[k]);
        }

        for (long start = task.ReleaseS; start <= Math.Max(last, task.ReleaseS); start += trace.StepS)
        {
            double cost = At(start + task.DurationS) - At(start) + objective.WaitCost * (start - task.ReleaseS) / 3600;
            if (cost < best.Cost) best = (start, cost);
        }

        return best;
    }

    // Summed up from the slot of the release to that of the latest end.
    private static double[] BatteryMinutes(Trace trace, SimulatedTask task, long endS, Objective objective, out int first)
    {
        first = trace.SlotOf(task.ReleaseS);
        int count = Math.Max(first, trace.SlotOf(Math.Max(endS, task.ReleaseS + task.DurationS))) - first + 1;
        var battery = new double[count + 1];
        for (int i = 0; i < count; i++) battery[i + 1] = battery[i] + objective.ShareIn(trace, first + i, task.PowerW) * trace.SpanOf(first + i) / 60.0;
        return battery;
    }
}
