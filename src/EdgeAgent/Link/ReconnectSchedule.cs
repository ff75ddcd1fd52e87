namespace EdgeAgent.Link;

/// <summary>
/// Computes the wait before the next attempt with full jitter, a random time between 0 and min(maximum, base x 2^n), so that the devices
/// of a fleet do not reconnect at the same time. Only failed attempts make the waits long, because a broker that restarts often is soon
/// back. Pure, apart from the random numbers.
/// </summary>
internal sealed class ReconnectSchedule(ReconnectPolicy policy, Func<double> random)
{
    // After a refusal that only a person can fix, the wait begins with this many doublings.
    private const int DoublingsAfterRefusal = 5;
    private const int MostDoublings = 30;

    private int _failures;
    private int _shortLives;

    /// <summary>The broker has accepted the connection.</summary>
    public void Connected() => _failures = 0;

    /// <summary>An attempt was refused or got no answer.</summary>
    public TimeSpan Failed(bool needsPerson)
    {
        _failures++;
        return Jitter(needsPerson ? Math.Max(_failures, DoublingsAfterRefusal) : _failures, policy.Maximum);
    }

    /// <summary>An established connection ended. The wait has jitter, because all clients lose a restarting broker at the same time.</summary>
    public TimeSpan Lost(TimeSpan lasted)
    {
        if (lasted < policy.StableAfter) _shortLives++;
        else _shortLives = 0;
        return Jitter(Math.Max(_shortLives, 1), policy.MaximumAfterShortLife);
    }

    /// <summary>Between one and two times the configured pause, so that two devices with one client id do not meet again and again.</summary>
    public TimeSpan TakenOver() => policy.AfterTakeover * (1 + random());

    private TimeSpan Jitter(int doublings, TimeSpan maximum)
    {
        double ceiling = policy.Base.TotalMilliseconds * Math.Pow(2, Math.Min(doublings - 1, MostDoublings));
        return TimeSpan.FromMilliseconds(Math.Min(ceiling, maximum.TotalMilliseconds) * random());
    }
}
