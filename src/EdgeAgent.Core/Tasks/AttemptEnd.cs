
namespace EdgeAgent.Core.Tasks;

/// <summary>How an attempt ended, as its worker or the executor says.</summary>
/// <param name="Error">Null for success.</param>
/// <param name="RetryAfter">The worker's or server's own wish; replaces the back-off delay.</param>
/// <param name="Result">Result text of at most 4 KiB; longer ones are named by hash and length.</param>
/// <param name="AsksForLater">"Not now" (exit code 21 or 75): it runs again after a back-off, but has not failed.</param>
/// <param name="EnergyMwh">Energy that this attempt took by measurement, mWh; null when nothing measured it.</param>
/// <param name="Cause">What ended it from outside, without a wish of ours: <see cref="StopReason.MemoryPressure"/>; else None.</param>
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
