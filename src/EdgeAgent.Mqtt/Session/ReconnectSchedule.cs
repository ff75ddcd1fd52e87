namespace EdgeAgent.Mqtt.Session;

/// <summary>How long to wait before the next attempt. Pure but for the random numbers that it is given.</summary>
internal sealed class ReconnectSchedule(MqttReconnectPolicy policy, Func<double> random)
{
    // Refusals that only a person can mend need no quick repetition: at least this many doublings.
    private const int DoublingsAfterRefusal = 5;
    private const int MostDoublings = 30;

    /// <summary>Attempts in a row without a connection that lasted.</summary>
    public int Failures { get; private set; } = Math.Max(policy.InitialFailures, 0);

    /// <summary>A program that fails at once when started, again and again, must not storm the broker.</summary>
    public long FirstDelay() => Failures == 0 ? 0 : Jitter(Failures);

    public void Lasted(long milliseconds)
    {
        if (milliseconds >= policy.StableAfter.TotalMilliseconds)
            Failures = 0;
    }

    /// <summary>Full jitter, also after the first loss: when a broker restarts, all of its clients lost it at the same moment.</summary>
    public long Failed(bool needsPerson)
    {
        Failures++;
        return Jitter(needsPerson ? Math.Max(Failures, DoublingsAfterRefusal) : Failures);
    }

    /// <summary>Between one and two times the time set for it: two devices with one name must not meet again and again.</summary>
    public long TakenOver()
    {
        Failures++;
        return (long)(policy.AfterTakeover.TotalMilliseconds * (1 + random()));
    }

    private long Jitter(int doublings)
    {
        var ceiling = policy.Base.TotalMilliseconds * Math.Pow(2, Math.Min(doublings - 1, MostDoublings));
        return (long)(Math.Min(ceiling, policy.Maximum.TotalMilliseconds) * random());
    }
}
