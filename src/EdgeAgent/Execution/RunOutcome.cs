using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Execution;

/// <summary>How an attempt ended.</summary>
/// <param name="Error">Null for success.</param>
/// <param name="ExitCode">Exit code of a process; 128 + n when signal n ended it. Null for work inside the agent.</param>
/// <param name="Result">The worker's result lines, else its output, cut to <c>output_kib</c>.</param>
/// <param name="RetryAfter">Delay that the worker or the server asks for before the next attempt; replaces the computed back-off.</param>
public sealed record RunOutcome(TaskError? Error, int? ExitCode, byte[] Result, TimeSpan? RetryAfter)
{
    public bool Succeeded => Error is null;

    /// <summary>Length of the whole result in bytes, also when <see cref="Result"/> holds a part of it.</summary>
    public long ResultBytes { get; init; } = Result.Length;

    /// <summary>SHA-256 of the whole output, lower-case hex; null when <see cref="Result"/> is the worker's own result.</summary>
    public string? ResultSha256 { get; init; }

    /// <summary>The worker asks to be run later (exit code 21 or 75): a back-off follows, no failure is counted.</summary>
    public bool AsksForLater { get; init; }

    /// <summary><see cref="StopReason.MemoryPressure"/> when the kernel killed the task because of memory, else None.</summary>
    public StopReason Cause { get; init; }

    /// <summary>Resources that the run used; null for work inside the agent, which is not measured separately.</summary>
    public RunUsage? Usage { get; init; }

    public static RunOutcome Success(byte[] result, int? exitCode = null) => new(null, exitCode, result, null);

    public static RunOutcome Failure(ErrorCategory category, string message) => new(new TaskError(category, message), null, [], null);
}
