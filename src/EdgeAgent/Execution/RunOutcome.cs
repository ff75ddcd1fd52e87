using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Execution;

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
