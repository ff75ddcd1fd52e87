namespace EdgeAgent.Simulation;

/// <summary>Totals of one simulated policy on one trace; contract section 6.</summary>
public sealed record Score(double HeavyMin, double HeavyMinOnBattery, int Missed, double MeanDelayH, double BrownoutMin)
{
    public static Score Of(Trace trace, SimulatedTask[] tasks, SolarBattery? battery)
    {
        double heavy = 0, onBattery = 0, delayH = 0;
        int missed = 0, finished = 0;
        var byMinutes = new Objective();
        foreach (SimulatedTask task in tasks)
        {
            foreach (Segment s in task.Segments)
            {
                heavy += (s.EndS - s.StartS) / 60.0;
                onBattery += byMinutes.BatteryMinutes(trace, s.StartS, s.EndS, task.PowerW);
            }

            if (task.IsMissed(trace.EndS)) missed++;
            if (task.FinishedS is not { } end) continue;
            finished++;
            delayH += (end - task.ReleaseS - task.DurationS) / 3600.0;
        }

        return new Score(heavy, onBattery, missed, finished > 0 ? delayH / finished : 0, battery?.BrownoutMin ?? 0);
    }
}
