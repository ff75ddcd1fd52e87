using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Execution;

/// <summary>Everything a worker is given for one attempt.</summary>
/// <param name="Attempt">From 1.</param>
/// <param name="Checkpoint">What an earlier attempt reported last; null for a fresh start.</param>
/// <param name="WorkDirectory">A folder of the task's own; kept between attempts, removed with the task.</param>
public sealed record RunRequest(TaskSpec Spec, int Attempt, string? Checkpoint, LiveLimits Limits, string WorkDirectory);

/// <summary>How an attempt ended.</summary>
/// <param name="Error">Null for success.</param>
/// <param name="RetryAfter">The worker's or server's own wish; replaces the back-off delay.</param>
public sealed record RunOutcome(TaskError? Error, int? ExitCode, byte[] Result, TimeSpan? RetryAfter)
{
    public bool Succeeded => Error is null;
}

/// <summary>Reports from a running worker. Implementations are thread-safe and never block.</summary>
public interface IRunObserver
{
    /// <summary>The worker exists; the phase becomes RUNNING.</summary>
    void Started(string taskId, int attempt);

    /// <summary>Null leaves a field as it was.</summary>
    void Progress(string taskId, int attempt, double? progressPct, string? message, string? checkpoint);

    /// <summary>Called exactly once for each run, after everything of the worker is gone (grandchildren too).</summary>
    void Exited(string taskId, int attempt, RunOutcome outcome);
}

/// <summary>One running attempt.</summary>
public interface IRun
{
    void Pause();

    void Resume();

    /// <summary>Asks the worker to stop, kills it after <paramref name="grace"/>. <see cref="IRunObserver.Exited"/> follows.</summary>
    void Stop(TimeSpan grace);

    void SetLimits(LiveLimits limits);
}

/// <summary>A handler of task kinds: <c>exec</c>, <c>http_upload</c>, … One instance serves all runs of its kinds.</summary>
public interface ITaskWorker
{
    IReadOnlyCollection<string> Kinds { get; }

    /// <summary>
    /// Checks <c>args</c> when a document is submitted, so that a bad one is rejected then and not hours later.
    /// Null when good, else a message that names the field (<c>args.argv: …</c>).
    /// </summary>
    string? Validate(TaskSpec spec);

    /// <summary>Starts an attempt. Never throws for what the task did: a failure to start is an outcome.</summary>
    IRun Start(RunRequest request, IRunObserver observer);
}
