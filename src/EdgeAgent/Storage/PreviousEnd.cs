namespace EdgeAgent.Storage;

/// <summary>How the previous run of the agent ended; it decides how attempts that were active then are closed.</summary>
public enum PreviousEnd
{
    /// <summary>The store is new.</summary>
    None,

    /// <summary>The store had the mark of a clean end.</summary>
    Clean,

    /// <summary>No mark, and the same boot: only the agent ended.</summary>
    Crash,

    /// <summary>No mark, and another boot: power was lost, or the machine was reset.</summary>
    PowerLoss,
}
