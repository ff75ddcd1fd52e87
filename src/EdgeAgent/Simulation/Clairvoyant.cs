namespace EdgeAgent.Simulation;

/// <summary>
/// What perfect foresight would reach: battery minutes + waiting when every task alone takes its best start, knowing the whole trace. A
/// lower bound on the cost of any policy that does not pause, since tasks may overlap here.
/// </summary>
public static class Clairvoyant
{
    public static double CostPerTask(Trace trace, IReadOnlyCollection<SimulatedTask> tasks, double waitCost)
    {
        var battery = new double[trace.Count + 1];
        for (int i = 0; i < trace.Count; i++) battery[i + 1] = battery[i] + (trace.Charging[i] == 1 ? 0 : trace.SpanOf(i) / 60.0);
        double sum = 0;
        foreach (SimulatedTask task in tasks) sum += Best(trace, task, battery, waitCost);
        return tasks.Count == 0 ? 0 : sum / tasks.Count;
    }

    private static double Best(Trace trace, SimulatedTask task, double[] battery, double waitCost)
    {
        double best = double.PositiveInfinity;
        long last = Math.Min(task.DeadlineS, trace.EndS) - task.DurationS;
        for (long start = task.ReleaseS; start <= Math.Max(last, task.ReleaseS); start += trace.StepS)
        {
            double cost = At(trace, battery, start + task.DurationS) - At(trace, battery, start) + waitCost * (start - task.ReleaseS) / 3600;
            best = Math.Min(best, cost);
        }

        return best;
    }

    private static double At(Trace trace, double[] battery, long timeS)
    {
        int i = trace.SlotOf(timeS);
        double part = Math.Clamp((timeS - trace.TimeOf(i)) / (double)trace.SpanOf(i), 0, 1);
        return battery[i] + part * (battery[i + 1] - battery[i]);
    }
}
