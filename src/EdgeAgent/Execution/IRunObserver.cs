namespace EdgeAgent.Execution;

/// <summary>Reports from a running worker. Implementations are thread-safe and never block.</summary>
public interface IRunObserver
{
    /// <summary>The worker has started; the phase becomes RUNNING.</summary>
    void Started(string taskId, int attempt);

    /// <summary>Reports progress; null leaves a field unchanged. Called at most ten times a second for each run.</summary>
    void Progress(string taskId, int attempt, double? progressPct, string? message, string? checkpoint);

    /// <summary>All processes of the run are frozen (true) or run again (false), after <see cref="IRun.Pause"/> or <see cref="IRun.Resume"/>.</summary>
    void Frozen(string taskId, int attempt, bool isFrozen);

    /// <summary>True: the run does not stop; the call of <see cref="Exited"/> follows although a process or thread remains. False: that process or thread has ended.</summary>
    void Stuck(string taskId, int attempt, bool isStuck);

    /// <summary>Called exactly once for each run, after all processes of the worker have ended (grandchildren too), unless it is <see cref="Stuck"/>.</summary>
    void Exited(string taskId, int attempt, RunOutcome outcome);
}
