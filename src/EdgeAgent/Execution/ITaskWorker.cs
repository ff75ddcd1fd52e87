using EdgeAgent.Contract;
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
/// <param name="ExitCode">Of a process; 128 + n when signal n ended it.</param>
/// <param name="Result">What the worker has to say: its own result, else its output, cut to <c>output_kib</c>.</param>
/// <param name="RetryAfter">The worker's or server's own wish; replaces the back-off delay.</param>
public sealed record RunOutcome(TaskError? Error, int? ExitCode, byte[] Result, TimeSpan? RetryAfter)
{
    public bool Succeeded => Error is null;

    /// <summary>Length of the whole result, also where <see cref="Result"/> holds a part of it.</summary>
    public long ResultBytes { get; init; } = Result.Length;

    /// <summary>SHA-256 of the whole result, lower-case hex; null where <see cref="Result"/> is the whole.</summary>
    public string? ResultSha256 { get; init; }

    /// <summary>"Not now" (exit code 21 or 75): try again after a back-off, but nothing has failed.</summary>
    public bool AsksForLater { get; init; }

    /// <summary><see cref="StopReason.MemoryPressure"/> when the kernel killed the task for want of memory, else None.</summary>
    public StopReason Cause { get; init; }

    /// <summary>Null for work inside the agent, which cannot be measured apart from the agent itself.</summary>
    public RunUsage? Usage { get; init; }

    public static RunOutcome Success(byte[] result, int? exitCode = null) => new(null, exitCode, result, null);

    public static RunOutcome Failure(ErrorCategory category, string message) => new(new TaskError(category, message), null, [], null);
}

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

/// <summary>One running attempt. Thread-safe; calls after the end do nothing.</summary>
public interface IRun
{
    void Pause();

    void Resume();

    /// <summary>Asks the worker to stop, kills it after <paramref name="grace"/>. <see cref="IRunObserver.Exited"/> follows.</summary>
    void Stop(TimeSpan grace);

    void SetLimits(LiveLimits limits);

    /// <summary>What it has used so far, to split measured energy by; null for work inside the agent.</summary>
    RunUsage? Usage => null;
}

/// <summary>A handler of task kinds: <c>exec</c>, <c>http_upload</c>, … One instance serves all runs of its kinds.</summary>
public interface ITaskWorker
{
    IReadOnlyCollection<string> Kinds { get; }

    /// <summary>
    /// Checks <c>args</c> when a document is submitted, so that a bad one is rejected then and not hours later.
    /// A fault names its field (<c>args.argv: …</c>).
    /// </summary>
    ArgsCheck Validate(TaskSpec spec);

    /// <summary>Starts an attempt. Never throws for what the task did: a failure to start is an outcome.</summary>
    IRun Start(RunRequest request, IRunObserver observer);
}
