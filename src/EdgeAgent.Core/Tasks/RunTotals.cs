namespace EdgeAgent.Core.Tasks;

/// <summary>Number of ended runs by outcome, and their total run time in ms.</summary>
public sealed record RunTotals(long Succeeded, long Failed, long TimedOut, long Canceled, long RunMs)
{
    private long Ended => Succeeded + Failed + TimedOut;

    /// <summary>Share of ended runs that succeeded, percent; null before the first. Cancelled runs do not count.</summary>
    public double? SuccessRatePct => Ended == 0 ? null : 100.0 * Succeeded / Ended;

    public TimeSpan? MeanRunTime => Ended == 0 ? null : TimeSpan.FromMilliseconds((double)RunMs / Ended);
}
