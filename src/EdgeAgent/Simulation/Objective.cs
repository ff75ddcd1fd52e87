namespace EdgeAgent.Simulation;

/// <summary>
/// What the plan of a site minimises, per task: minutes on the battery + <paramref name="WaitCost"/> x hours waited. Where the harvest is known a minute counts by the
/// share of the task's power that the battery gives, so that an hour of weak sun is not taken for charging; elsewhere a minute counts when the site does not charge.
/// </summary>
/// <param name="ByEnergy">The harvest is known.</param>
/// <param name="WaitCost">Battery minutes that one hour of waiting is worth.</param>
/// <param name="IdleW">What the idle device takes of the harvest, W.</param>
public readonly record struct Objective(bool ByEnergy, double WaitCost, double IdleW)
{
    public static Objective For(Trace trace, double waitCost, double idleW) => new(trace.HasHarvest, waitCost, idleW);

    /// <summary>The word in the JSON: <c>energy</c> or <c>minutes</c>.</summary>
    public string Name => ByEnergy ? "energy" : "minutes";

    /// <summary>The measure that the plan does not minimise: minutes on a site with harvest; null elsewhere, where nothing else is known.</summary>
    public Objective? Other => ByEnergy ? this with { ByEnergy = false } : null;

    /// <summary>What a minute of a task counts in a slot of the trace, 0 to 1; without a row the battery gives all.</summary>
    public double ShareIn(Trace trace, int slot, double taskW)
    {
        if (!ByEnergy) return trace.Charging[slot] == 1 ? 0 : 1;
        double harvestW = trace.HarvestW[slot];
        if (double.IsNaN(harvestW) || taskW <= 0) return 1;
        return Math.Clamp((taskW - Math.Max(0, harvestW - IdleW)) / taskW, 0, 1);
    }

    public double CostPerTask(SimulationResult result)
    {
        if (result.Tasks.Length == 0) return 0;
        double sum = 0;
        foreach (SimulatedTask task in result.Tasks)
        {
            foreach (Segment s in task.Segments) sum += BatteryMinutes(result.Trace, s.StartS, s.EndS, task.PowerW);
        }

        return sum / result.Tasks.Length + WaitCost * result.Score.MeanDelayH;
    }

    /// <summary>What a run from one moment to another counts, min.</summary>
    public double BatteryMinutes(Trace trace, long startS, long endS, double taskW)
    {
        double minutes = 0;
        for (long t = startS; t < endS;)
        {
            int slot = trace.SlotOf(t);
            long end = Math.Min(endS, trace.TimeOf(slot + 1));
            if (end <= t) break;
            minutes += ShareIn(trace, slot, taskW) * (end - t) / 60;
            t = end;
        }

        return minutes;
    }
}
