namespace EdgeAgent.Core.Tasks;

/// <summary>What may be done to a running task when power falls or heat rises.</summary>
public enum Preemption
{
    /// <summary>Frozen and thawed (the default).</summary>
    Pause,

    /// <summary>Stopped and started again from its checkpoint or from the beginning.</summary>
    Restart,

    /// <summary>Left alone; started only where it can be expected to finish.</summary>
    Never,
}
