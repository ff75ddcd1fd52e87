namespace EdgeAgent.Fleet.Rules;

internal enum PoolPhase
{
    /// <summary>The controller waits for offers.</summary>
    Asking,

    /// <summary>The best have the task.</summary>
    Running,

    /// <summary>K successes are counted.</summary>
    Completed,
    Aborted,
    Expired,
}
