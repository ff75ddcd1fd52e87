namespace EdgeAgent.Simulation;

/// <summary>Decides what runs; asked at every row, release and finish, and at the time that it asked for.</summary>
public interface ISimulationPolicy
{
    /// <summary>Takes in the trace's slot; rows arrive in order, each exactly once.</summary>
    void Observe(Trace trace, int slot);

    Choice Choose(SimulationView view);
}
