namespace EdgeAgent.Execution;

/// <summary>Reports from a running worker. Implementations are thread-safe and never block.</summary>
public interface IRunObserver
{
    /// <summary>The worker exists; the phase becomes RUNNING.</summary>
    void Started(string taskId, int attempt);

    /// <summary>Null leaves a field as it was. At most ten times a second for each run.</summary>
    void Progress(string taskId, int attempt, double? progressPct, string? message, string? checkpoint);

    /// <summary>Every process of the run stands still, or runs again; follows <see cref="IRun.Pause"/> and <see cref="IRun.Resume"/>.</summary>
    void Frozen(string taskId, int attempt, bool isFrozen);

    /// <summary>The run does not stop and is left behind, just before its end is reported; false when what was left behind has ended after all.</summary>
    void Stuck(string taskId, int attempt, bool isStuck);

    /// <summary>Called exactly once for each run, after everything of the worker is gone (grandchildren too), unless it is <see cref="Stuck"/>.</summary>
    void Exited(string taskId, int attempt, RunOutcome outcome);
}
