namespace EdgeAgent.Core.Tasks;

/// <summary>
/// Clock of one attempt that stands still while it is paused. All values ms: <see cref="SinceMs"/> and <see cref="PausedMs"/> on
/// device time, the others on the attempt's own clock.
/// </summary>
public sealed record AttemptClock
{
    /// <summary>Run time before the present spell.</summary>
    public long ActiveMs { get; init; }

    /// <summary>Start of the present spell; null while paused.</summary>
    public long? SinceMs { get; init; }

    /// <summary>Start of the present pause or of the stop; null while running.</summary>
    public long? PausedMs { get; init; }

    /// <summary>Last word of the worker.</summary>
    public long HeardMs { get; init; }

    /// <summary>Last time that percentage or checkpoint moved.</summary>
    public long AdvancedMs { get; init; }

    /// <summary>Run time of the attempt so far.</summary>
    public long At(long deviceTimeMs) => ActiveMs + (SinceMs is { } since ? Math.Max(0, deviceTimeMs - since) : 0);
}
