namespace EdgeAgent.Core.Tasks;

/// <summary>What the agent may do to a running task when charge falls or temperature rises.</summary>
public enum Preemption
{
    /// <summary>Freeze it and thaw it later (the default).</summary>
    Pause,

    /// <summary>Stop it and start it again later, from its checkpoint or from the beginning.</summary>
    Restart,

    /// <summary>Let it run to its end; start it only when it is expected to finish.</summary>
    Never,
}
