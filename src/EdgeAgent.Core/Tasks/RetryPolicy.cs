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
        if (retryAfter is { } wish) return Clamp(wish, policy.BackoffCap);

        double factor = spec.Retry?.Backoff == BackoffKind.Linear ? failures : Math.Pow(2, Math.Min(failures - 1, 30));
        double spread = 1 + policy.Jitter * (2 * Fraction(spec.Id, failures, policy.JitterSeed) - 1);
        double seconds = (spec.Retry?.Delay ?? delay).TotalSeconds * factor;
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
