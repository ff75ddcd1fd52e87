namespace EdgeAgent.Simulation;

/// <summary>What a policy sees at one instant; everything in it was known by then.</summary>
public sealed class SimulationView
{
    public long NowS { get; set; }

    /// <summary>It charges, by the newest row; a gap counts as not charging.</summary>
    public bool IsCharging { get; set; }

    /// <summary>Released and unfinished, by deadline, then release order. The running task is among them.</summary>
    public List<SimulatedTask> Pending { get; } = [];

    /// <summary>The task that has run up to now, null when none has.</summary>
    public SimulatedTask? Running { get; set; }

    /// <summary>State of charge of the simulated or recorded battery, percent; NaN when there is none.</summary>
    public double SocPct { get; set; } = double.NaN;
}
