using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tasks;

/// <summary>Whether and when a failed attempt is tried again (contract, section 5).</summary>
public static class RetryPolicy
{
    /// <summary>
    /// Delay before the next attempt; null when there is none. A client error is never retried, because the same request would get the
    /// same answer.
    /// </summary>
    /// <param name="failures">Failed attempts of this run, including the present one; at least 1.</param>
    public static TimeSpan? Next(TaskSpec spec, int failures, ErrorCategory category, TimeSpan? retryAfter, TaskPolicy policy)
    {
        if (category == ErrorCategory.ClientError || failures > (spec.Retry?.Max ?? RetryDelay.Retries(category))) return null;
        if (retryAfter is { } wish) return Clamp(wish, policy.BackoffCap);
        return Delay(spec, failures, RetryDelay.FirstSeconds(category), policy);
    }

    /// <summary>Delay before the next attempt of a task whose worker asked to be run later.</summary>
    /// <param name="times">Interruptions of this run so far, including the present one; at least 1.</param>
    public static TimeSpan Later(TaskSpec spec, int times, TimeSpan? retryAfter, TaskPolicy policy)
    {
        if (retryAfter is { } wish) return Clamp(wish, policy.BackoffCap);
        return Delay(spec, times, 60, policy);
    }

    private static TimeSpan Delay(TaskSpec spec, int times, double firstSeconds, TaskPolicy policy)
    {
        double first = spec.Retry?.Delay?.TotalSeconds ?? firstSeconds;
        double seconds = RetryDelay.Growing(first, spec.Retry?.Backoff ?? BackoffKind.Exponential, times);
        double fraction = RetryDelay.Fraction(spec.Id, times, policy.JitterSeed);
        return TimeSpan.FromSeconds(RetryDelay.Spread(seconds, policy.Jitter, fraction, policy.BackoffCap.TotalSeconds));
    }

    private static TimeSpan Clamp(TimeSpan wish, TimeSpan cap)
    {
        if (wish < TimeSpan.FromSeconds(1)) return TimeSpan.FromSeconds(1);
        return Order.Min(wish, cap);
    }
}
