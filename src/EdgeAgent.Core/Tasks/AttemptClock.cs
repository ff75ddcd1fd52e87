namespace EdgeAgent.Core.Tasks;

/// <summary>
/// Run-time clock of one attempt; it stops while the attempt is paused. All values are ms: <see cref="SinceMs"/> and
/// <see cref="PausedMs"/> on device time, the others on the attempt's own clock.
/// </summary>
public sealed record AttemptClock
{
    /// <summary>Run time that was counted before <see cref="SinceMs"/>.</summary>
    public long ActiveMs { get; init; }

    /// <summary>When the attempt last started or resumed; null while it is paused or stopping.</summary>
    public long? SinceMs { get; init; }

    /// <summary>When the present pause or the stop began; null while running.</summary>
    public long? PausedMs { get; init; }

    /// <summary>When the worker last reported.</summary>
    public long HeardMs { get; init; }

    /// <summary>When the percentage or the checkpoint last changed.</summary>
    public long AdvancedMs { get; init; }

    /// <summary>Run time of the attempt at a device time, ms; pauses are not counted.</summary>
    public long At(long deviceTimeMs) => ActiveMs + (SinceMs is { } since ? Math.Max(0, deviceTimeMs - since) : 0);
}
