namespace EdgeAgent.Shared;

/// <summary>Delays and budgets of retries (contract, section 5). Seconds.</summary>
public static class RetryDelay
{
    /// <summary>First delay of a category, s; 0 for a category that is never retried.</summary>
    public static int FirstSeconds(ErrorCategory category)
    {
        switch (category)
        {
            case ErrorCategory.Network: return 30;
            case ErrorCategory.Authentication: return 60;
            case ErrorCategory.ServerError: return 60;
            case ErrorCategory.ClientError: return 0;
            case ErrorCategory.Timeout: return 120;
            default: return 30;
        }
    }

    /// <summary>Number of retries of a category. A client error is not retried, because the same request would get the same answer.</summary>
    public static int Retries(ErrorCategory category)
    {
        switch (category)
        {
            case ErrorCategory.Network: return 5;
            case ErrorCategory.Authentication: return 2;
            case ErrorCategory.ServerError: return 3;
            case ErrorCategory.ClientError: return 0;
            case ErrorCategory.Timeout: return 2;
            default: return 1;
        }
    }

    /// <summary>Delay without jitter, s: base x 2^(n-1), or base x n.</summary>
    /// <param name="times">Number n of failed attempts, at least 1; the delay doubles at most 30 times.</param>
    public static double Growing(double firstSeconds, BackoffKind backoff, int times)
    {
        if (backoff == BackoffKind.Linear) return firstSeconds * times;
        double factor = 1;
        for (int i = 1; i < times && i <= 30; i++) factor *= 2;
        return firstSeconds * factor;
    }

    /// <summary>Position within the jitter, 0 to 1: a hash of task, attempt and seed, so it is reproducible and differs between tasks and devices.</summary>
    public static double Fraction(string id, int times, uint seed)
    {
        // FNV-1a with a final mixing step.
        uint hash = 2166136261 ^ seed;
        for (int i = 0; i < id.Length; i++) hash = (hash ^ id[i]) * 16777619;
        hash = (hash ^ (uint)times) * 16777619;
        hash ^= hash >> 15;
        hash *= 2246822519;
        hash ^= hash >> 13;
        return hash / (double)uint.MaxValue;
    }

    /// <summary>The delay with jitter, s, at most the cap.</summary>
    /// <param name="jitter">Largest change in either direction as a share of the delay.</param>
    public static double Spread(double seconds, double jitter, double fraction, double capSeconds) =>
        Math.Min(seconds * (1 + jitter * (2 * fraction - 1)), capSeconds);
}
