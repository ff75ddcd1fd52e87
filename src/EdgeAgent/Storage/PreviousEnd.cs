namespace EdgeAgent.Storage;

/// <summary>How the agent's previous life ended; decides what becomes of the tasks that it left running.</summary>
public enum PreviousEnd
{
    /// <summary>The store is new.</summary>
    None,

    /// <summary>The clean-shutdown mark was there.</summary>
    Clean,

    /// <summary>No mark, and the kernel is still the same: only the agent died.</summary>
    Crash,

    /// <summary>No mark, and the kernel is another: power went, or the machine was reset.</summary>
    PowerLoss,
}
