namespace EdgeAgent.Simulation;

/// <summary>Runs every task as soon as the machine is free, first come first served.</summary>
public sealed class RunNowPolicy : ISimulationPolicy
{
    public void Observe(Trace trace, int slot)
    {
    }

    public Choice Choose(SimulationView view) => new(view.Running ?? view.Pending.MinBy(t => t.ReleaseS));
}
