namespace EdgeAgent.Core.Tasks;

/// <summary>Why an attempt was found without its worker when the agent started.</summary>
public enum Interruption
{
    /// <summary>The machine has booted since, and the store has no mark of a clean end.</summary>
    PowerLoss,

    /// <summary>The machine has not booted since, and the store has no mark of a clean end.</summary>
    AgentCrash,

    /// <summary>The agent wrote its mark of a clean end.</summary>
    AgentShutdown,
}
