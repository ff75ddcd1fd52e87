namespace EdgeAgent.Core.Tasks;

/// <summary>Whether and when a failed attempt is tried again (contract, section 5).</summary>
public static class RetryPolicy
{
    /// <summary>First delay and number of retries of a category.</summary>
    public static (TimeSpan Delay, int Retries) Of(ErrorCategory category) => category switch
    {
        ErrorCategory.Network => (TimeSpan.FromSeconds(30), 5),
        ErrorCategory.Authentication => (TimeSpan.FromSeconds(60), 2),
        ErrorCategory.ServerError => (TimeSpan.FromSeconds(60), 3),
        ErrorCategory.ClientError => (TimeSpan.Zero, 0),
        ErrorCategory.Timeout => (TimeSpan.FromSeconds(120), 2),
        ErrorCategory.Other => (TimeSpan.FromSeconds(30), 1),
    };

    /// <summary>
    /// Delay before the next attempt, or null when there is none. A client error is never repeated: the same bytes would get the same
    /// answer.
    /// </summary>
    /// <param name="failures">Failed attempts of this run, the present one counted; at least 1.</param>
    public static TimeSpan? Next(TaskSpec spec, int failures, ErrorCategory category, TimeSpan? retryAfter, TaskPolicy policy)
    {
        (TimeSpan delay, int retries) = Of(category);
        if (category == ErrorCategory.ClientError || failures > (spec.Retry?.Max ?? retries)) return null;
        return retryAfter is { } wish ? Clamp(wish, policy.BackoffCap) : Delay(spec, failures, delay, policy);
    }

    /// <summary>Delay before a task that said "not now" is tried again.</summary>
    /// <param name="times">How often it has been put off, this time counted; at least 1.</param>
    public static TimeSpan Later(TaskSpec spec, int times, TimeSpan? retryAfter, TaskPolicy policy) =>
        retryAfter is { } wish ? Clamp(wish, policy.BackoffCap) : Delay(spec, times, TimeSpan.FromSeconds(60), policy);

    private static TimeSpan Delay(TaskSpec spec, int times, TimeSpan first, TaskPolicy policy)
    {
        double factor = spec.Retry?.Backoff == BackoffKind.Linear ? times : Math.Pow(2, Math.Min(times - 1, 30));
        double spread = 1 + policy.Jitter * (2 * Fraction(spec.Id, times, policy.JitterSeed) - 1);
        double seconds = (spec.Retry?.Delay ?? first).TotalSeconds * factor;
        return TimeSpan.FromSeconds(Math.Min(seconds * spread, policy.BackoffCap.TotalSeconds));
    }

    private static TimeSpan Clamp(TimeSpan wish, TimeSpan cap) =>
        wish < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : wish > cap ? cap : wish;

    // FNV-1a: the same task gives the same spread on every run, other tasks and devices another one.
    private static double Fraction(string id, int failures, uint seed)
    {
        uint hash = 2166136261 ^ seed;
        foreach (char c in id) hash = (hash ^ c) * 16777619;
        hash = (hash ^ (uint)failures) * 16777619;
        hash ^= hash >> 15;
        hash *= 2246822519;
        hash ^= hash >> 13;
        return hash / (double)uint.MaxValue;
    }
}
