
namespace EdgeAgent.Core.Tasks;

/// <summary>Why an attempt was found without its worker when the agent started.</summary>
public enum Interruption
{
    /// <summary>Another boot, and the last one did not end cleanly.</summary>
    PowerLoss,

    /// <summary>The agent ended without its mark while the machine ran on.</summary>
    AgentCrash,

    /// <summary>The agent or the machine was shut down in order.</summary>
    AgentShutdown,
}
