namespace EdgeAgent.Fleet.Rules;

/// <summary>
/// The rules of a pool. Pure. At most K successes are counted, and at most K devices that are not given up have the task at a time. A device
/// that was given up is sent a cancellation; when it has run the task all the same, its success counts if one is still missing, and is surplus
/// otherwise.
/// </summary>
internal static class PoolRules
{
    private const string Overtaken = "overtaken: enough others had succeeded or were chosen";

    /// <param name="devices">The devices that match now.</param>
    public static Pool Start(PoolSpec spec, IEnumerable<string> devices, DateTimeOffset now)
    {
        var pool = new Pool(spec) { StartedAt = now };
        pool = devices.Aggregate(pool, (p, d) => Set(p, new Candidate(d)));
        return Advance(Ask(pool, now), now);
    }

    public static Pool Apply(Pool pool, PoolEvent happened, DateTimeOffset now) => Advance(happened switch
    {
        PoolEvent.Tick => pool,
        PoolEvent.Offered e => Answer(pool, e.Device, e.Round, c => c with { Offer = e.Offer, Reason = null }),
        PoolEvent.Declined e => Answer(pool, e.Device, e.Round, c => c with { Offer = null, Reason = e.Reason }),
        PoolEvent.Reported e => Report(pool, e, now),
        PoolEvent.Unknown e => Report(pool, new PoolEvent.Reported(e.Device, e.TaskId, Outcome.Canceled, "never accepted"), now),
        PoolEvent.GivenUp e => GiveUp(pool, e),
        PoolEvent.Abort e when pool.HasEnded => pool,
        PoolEvent.Abort e => End(pool, PoolPhase.Aborted, e.Reason, now),
        _ => throw new InvalidOperationException("unknown event"),
    }, now);

    /// <summary>The candidates that could get the task now, the best offer first.</summary>
    public static IEnumerable<Candidate> Ranking(Pool pool, DateTimeOffset now) => pool.Candidates.Values
        .Where(c => c.Offer is not null && c.Outcome == Outcome.Pending && !IsTooLate(pool, c))
        .OrderBy(c => c.Offer!.Cost(now)).ThenByDescending(c => c.Offer!.Confidence).ThenBy(c => c.Device, StringComparer.Ordinal);

    /// <summary>Its offered start leaves no time for the run before the deadline.</summary>
    public static bool IsTooLate(Pool pool, Candidate candidate) => candidate.Offer?.StartAt + pool.Spec.Duration > pool.Spec.Deadline;

    private static Pool Ask(Pool pool, DateTimeOffset now)
    {
        pool = pool with { Phase = PoolPhase.Asking, Round = pool.Round + 1, AskedAt = now };
        return pool.Candidates.Values.Where(c => c.Outcome == Outcome.Pending || IsFree(c)).Aggregate(pool, (p, c) => Set(p, Renewed(c)));
    }

    // A device that ended without success may be asked again, with a new task id; one that has not answered its cancellation may not.
    private static bool IsFree(Candidate candidate) => candidate.Outcome > Outcome.Succeeded;

    private static Candidate Renewed(Candidate c) =>
        new(c.Device) { Attempt = c.Outcome == Outcome.Pending ? c.Attempt : c.Attempt + 1, IsAsked = true, Reason = c.Reason };

    private static Pool Answer(Pool pool, string device, int round, Func<Candidate, Candidate> answered)
    {
        if (pool.HasEnded || round != pool.Round || !pool.Candidates.TryGetValue(device, out var candidate)) return pool;
        if (candidate.Outcome == Outcome.Pending) return Set(pool, answered(candidate) with { IsAsked = false });
        return pool;
    }

    private static Pool Report(Pool pool, PoolEvent.Reported e, DateTimeOffset now)
    {
        if (!pool.Candidates.TryGetValue(e.Device, out var c) || !c.Outcome.IsUnderway() || e.Outcome <= c.Outcome) return pool;
        if (e.TaskId != TaskIds.Of(pool.Spec.Id, e.Device, c.Attempt)) return pool;
        bool isSuccess = e.Outcome == Outcome.Succeeded;
        bool isCounted = isSuccess && pool.Counted < pool.Spec.K;
        return Set(pool, c with
        {
            Outcome = e.Outcome,
            Reason = isSuccess && !isCounted ? "surplus: enough others had succeeded" : e.Reason ?? c.Reason,
            IsCounted = isCounted,
            EndedAt = e.Outcome.IsFinal() ? now : null,
            IsCancelWanted = c.IsCancelWanted && !e.Outcome.IsFinal(),
        });
    }

    private static Pool GiveUp(Pool pool, PoolEvent.GivenUp e)
    {
        if (pool.HasEnded || !pool.Candidates.TryGetValue(e.Device, out var candidate) || !candidate.IsActive) return pool;
        return Set(pool, candidate with { IsHandedOn = true, IsCancelWanted = true, Reason = e.Reason });
    }

    private static Pool Advance(Pool pool, DateTimeOffset now)
    {
        if (pool.HasEnded) return pool;
        if (pool.Counted >= pool.Spec.K) return End(pool, PoolPhase.Completed, null, now);
        if (pool.Spec.Deadline <= now) return End(pool, PoolPhase.Expired, "the deadline passed", now);
        bool isOver = now - pool.AskedAt >= pool.Spec.OfferWait || pool.Candidates.Values.All(c => !c.IsAsked);
        if (pool.Phase == PoolPhase.Asking && !isOver) return pool;
        pool = Overtake(Assign(pool with { Phase = PoolPhase.Running }, now), now);
        if (Need(pool) > 0 && now - pool.AskedAt >= pool.Spec.AskAgainAfter) return Ask(pool, now);
        return pool;
    }

    private static int Need(Pool pool) => pool.Spec.K - pool.Counted - pool.Candidates.Values.Count(c => c.IsActive);

    private static Pool Assign(Pool pool, DateTimeOffset now)
    {
        foreach (var best in Ranking(pool, now).Take(Math.Max(0, Need(pool))).ToList())
        {
            pool = Set(pool, best with { Outcome = Outcome.Assigned, AssignedAt = now });
        }

        return pool;
    }

    /// <summary>When a device that was given up has succeeded after all, one of the devices with the task is no longer needed: the one with the worst offer is given up.</summary>
    private static Pool Overtake(Pool pool, DateTimeOffset now)
    {
        var surplus = pool.Candidates.Values.Where(c => c.IsActive).OrderByDescending(c => c.Offer?.Cost(now) ?? double.MaxValue).Take(Math.Max(0, -Need(pool)));
        return surplus.ToList().Aggregate(pool, (p, c) => Set(p, c with { IsHandedOn = true, IsCancelWanted = true, Reason = Overtaken }));
    }

    /// <summary>Ends the pool and cancels the tasks under way.</summary>
    private static Pool End(Pool pool, PoolPhase phase, string? reason, DateTimeOffset now)
    {
        var ended = pool with { Phase = phase, Reason = reason, EndedAt = now };
        return pool.Candidates.Values.Where(c => c.Outcome.IsUnderway())
            .Aggregate(ended, (p, c) => Set(p, c with { IsCancelWanted = true, Reason = c.Reason ?? Overtaken }));
    }

    private static Pool Set(Pool pool, Candidate candidate) => pool with { Candidates = pool.Candidates.SetItem(candidate.Device, candidate) };
}
