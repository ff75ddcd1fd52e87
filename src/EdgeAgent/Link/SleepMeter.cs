namespace EdgeAgent.Link;

/// <summary>Detects that the machine was suspended: the boot clock advanced and the monotonic clock did not.</summary>
internal sealed class SleepMeter(Func<long> bootMs, Func<long> monotonicMs)
{
    // The two clocks are read one after the other, and the thread may be interrupted in between.
    private const long LeastMs = 500;

    private long _lead = bootMs() - monotonicMs();

    /// <summary>Time of suspension since the last call; null when none.</summary>
    public TimeSpan? Look()
    {
        // In this order a pause between the two readings makes the difference smaller, never larger.
        long boot = bootMs();
        long slept = boot - monotonicMs() - _lead;
        if (slept < LeastMs) return null;
        _lead += slept;
        return TimeSpan.FromMilliseconds(slept);
    }
}
