namespace EdgeAgent.Core.Tasks;

/// <summary>How an attempt ended, as the worker or the executor reports it.</summary>
/// <param name="Error">Null for success.</param>
/// <param name="RetryAfter">Delay that the worker or the server asks for before the next attempt; replaces the computed back-off.</param>
/// <param name="Result">Result text of at most 4 KiB; of a longer result only hash and length are kept.</param>
/// <param name="AsksForLater">The worker asks to be run later (exit code 21 or 75): a back-off follows, no failure is counted.</param>
/// <param name="EnergyMwh">Measured energy of this attempt, mWh; null when nothing measured it.</param>
/// <param name="Cause">What ended the attempt without a request of the agent: <see cref="StopReason.MemoryPressure"/>; else None.</param>
public sealed record AttemptEnd(
    TaskError? Error,
    int? ExitCode = null,
    TimeSpan? RetryAfter = null,
    string? Result = null,
    string? ResultSha256 = null,
    long? ResultBytes = null,
    double? EnergyMwh = null,
    bool AsksForLater = false,
    StopReason Cause = StopReason.None);
