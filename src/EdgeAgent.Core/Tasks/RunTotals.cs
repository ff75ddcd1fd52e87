namespace EdgeAgent.Core.Tasks;

/// <summary>Ended runs by outcome.</summary>
public sealed record RunTotals(long Succeeded, long Failed, long TimedOut, long Canceled, long RunMs)
{
    private long Ended => Succeeded + Failed + TimedOut;

    /// <summary>Share of ended runs that succeeded, percent; null before the first. Cancelled ones are nobody's failure.</summary>
    public double? SuccessRatePct => Ended == 0 ? null : 100.0 * Succeeded / Ended;

    public TimeSpan? MeanRunTime => Ended == 0 ? null : TimeSpan.FromMilliseconds((double)RunMs / Ended);
}
