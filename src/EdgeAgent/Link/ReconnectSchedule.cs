namespace EdgeAgent.Link;

/// <summary>
/// How long to wait before the next attempt: full jitter, a random time between 0 and min(maximum, base x 2^n), so that a fleet does not
/// return in step. Only attempts that failed make the waits grow far: a broker that restarts often is back each time.
/// Pure but for the random numbers that it is given.
/// </summary>
internal sealed class ReconnectSchedule(ReconnectPolicy policy, Func<double> random)
{
    // Refusals that only a person can fix are not retried quickly: they wait at least this many doublings.
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

    /// <summary>An established connection ended. Jitter also here: when a broker restarts, all of its clients lose it at the same moment.</summary>
    public TimeSpan Lost(TimeSpan lasted)
    {
        _shortLives = lasted < policy.StableAfter ? _shortLives + 1 : 0;
        return Jitter(Math.Max(_shortLives, 1), policy.MaximumAfterShortLife);
    }

    /// <summary>Between one and two times the time set for it: two devices with one name must not meet again and again.</summary>
    public TimeSpan TakenOver() => policy.AfterTakeover * (1 + random());

    private TimeSpan Jitter(int doublings, TimeSpan maximum)
    {
        double ceiling = policy.Base.TotalMilliseconds * Math.Pow(2, Math.Min(doublings - 1, MostDoublings));
        return TimeSpan.FromMilliseconds(Math.Min(ceiling, maximum.TotalMilliseconds) * random());
    }
}
