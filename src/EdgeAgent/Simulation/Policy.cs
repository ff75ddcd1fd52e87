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

/// <summary>A policy's answer: the one task to run from now on (null: none), and when to ask again at the latest.</summary>
public readonly record struct Choice(SimulatedTask? Task, long AskAgainS = long.MaxValue);

/// <summary>Decides what runs; asked at every row, release and finish, and at the time that it asked for.</summary>
public interface ISimulationPolicy
{
    /// <summary>Takes in the trace's slot; rows arrive in order, each exactly once.</summary>
    void Observe(Trace trace, int slot);

    Choice Choose(SimulationView view);
}
