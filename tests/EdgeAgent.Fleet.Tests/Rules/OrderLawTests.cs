using EdgeAgent.Fleet.Rules;
using FsCheck;
using FsCheck.Fluent;
using Outcome = EdgeAgent.Fleet.Rules.Outcome;

namespace EdgeAgent.Fleet.Tests.Rules;

/// <summary>Laws for every history of events, in any order and with repetitions.</summary>
public class OrderLawTests
{
    private const int Devices = 6;
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly string[] Names = [.. Enumerable.Range(0, Devices).Select(i => $"d{i}")];

    /// <param name="What">Chooses among the events.</param>
    private sealed record Happening(int What, string Device, Outcome Outcome, int Attempt, int Seconds);

    private static readonly Gen<Happening> AnyHappening =
        from what in Gen.Choose(0, 11)
        from device in Gen.Elements(Names)
        from outcome in Gen.Elements(Outcome.Accepted, Outcome.Succeeded, Outcome.Failed, Outcome.TimedOut, Outcome.Canceled, Outcome.Rejected)
        from attempt in Gen.Choose(1, 2)
        from seconds in Gen.Choose(0, 120)
        select new Happening(what, device, outcome, attempt, seconds);

    private static readonly Arbitrary<List<Happening>> AnyHistory = AnyHappening.ListOf().Resize(60).Select(l => l.ToList()).ToArbitrary();

    [Fact]
    public void A_final_outcome_stays_until_a_retry_and_after_the_end_nothing_is_assigned() => Prop.ForAll(AnyHistory, history =>
    {
        var now = Start;
        var spec = new CampaignSpec
        {
            Id = "c",
            Task = "{}",
            Stages = [new Stage { Count = 1, SuccessPct = 50 }, new Stage { Percent = 50, SuccessPct = 50 }, new Stage { Percent = 100 }],
            Abort = new AbortCriteria { FailedPct = 60, LeastOutcomes = 3 },
            ReportWithin = TimeSpan.FromMinutes(10),
        };
        var campaign = CampaignRules.Start(spec, Names, now);
        foreach (var h in history)
        {
            now += TimeSpan.FromSeconds(h.Seconds);
            var happened = CampaignEventOf(h);
            var next = CampaignRules.Apply(campaign, happened, now);
            foreach (var (device, before) in campaign.Targets)
            {
                var after = next.Targets[device];
                if (before.Outcome.IsFinal() && happened is not CampaignEvent.Retry) Assert.Equal(before.Outcome, after.Outcome);
                if (campaign.HasEnded && happened is not CampaignEvent.Retry) Assert.False(before.Outcome == Outcome.Pending && after.Outcome != Outcome.Pending);
                if (before.Outcome == Outcome.Succeeded) Assert.Equal(before, after);
            }

            campaign = next;
        }

        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_same_history_gives_the_same_campaign() => Prop.ForAll(AnyHistory, history =>
    {
        Campaign Play()
        {
            var now = Start;
            var campaign = CampaignRules.Start(new CampaignSpec { Id = "c", Task = "{}", Stages = [new Stage { Percent = 30 }, new Stage { Percent = 100 }] }, Names, now);
            foreach (var h in history) campaign = CampaignRules.Apply(campaign, CampaignEventOf(h), now += TimeSpan.FromSeconds(h.Seconds));
            return campaign;
        }

        var (one, other) = (Play(), Play());
        return one.Phase == other.Phase && one.Stage == other.Stage && one.Targets.Values.SequenceEqual(other.Targets.Values);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_pool_never_counts_more_than_K_and_never_has_more_than_K_at_work() => Prop.ForAll(AnyHistory, Gen.Choose(1, 4).ToArbitrary(), (history, k) =>
    {
        var now = Start;
        var pool = PoolRules.Start(new PoolSpec { Id = "p", Task = "{}", K = k, OfferWait = TimeSpan.FromSeconds(30), AskAgainAfter = TimeSpan.FromSeconds(60) }, Names, now);
        foreach (var h in history)
        {
            now += TimeSpan.FromSeconds(h.Seconds);
            int countedBefore = pool.Counted;
            pool = PoolRules.Apply(pool, PoolEventOf(h, pool), now);
            Assert.InRange(pool.Counted, countedBefore, k);
            if (!pool.HasEnded) Assert.InRange(pool.Counted + pool.Candidates.Values.Count(c => c.IsActive), 0, k);
            Assert.Equal(pool.Counted == k, pool.Phase == PoolPhase.Completed);
        }

        return true;
    }).QuickCheckThrowOnFailure();

    private static CampaignEvent CampaignEventOf(Happening h) => h.What switch
    {
        0 => new CampaignEvent.Pause(),
        1 => new CampaignEvent.Resume(),
        2 => new CampaignEvent.Retry(),
        3 when h.Seconds > 110 => new CampaignEvent.Abort("test"),
        4 => new CampaignEvent.Unknown(h.Device, TaskIds.Of("c", h.Device, h.Attempt)),
        5 => new CampaignEvent.Tick(),
        _ => new CampaignEvent.Reported(h.Device, TaskIds.Of("c", h.Device, h.Attempt), h.Outcome, null),
    };

    private static PoolEvent PoolEventOf(Happening h, Pool pool) => h.What switch
    {
        0 => new PoolEvent.Tick(),
        1 => new PoolEvent.Declined(h.Device, pool.Round, "no"),
        2 => new PoolEvent.GivenUp(h.Device, "silent"),
        3 or 4 or 5 or 6 => new PoolEvent.Offered(h.Device, pool.Round, new Offer(Start.AddMinutes(h.Seconds), 0.5, h.Seconds)),
        7 => new PoolEvent.Unknown(h.Device, TaskIds.Of("p", h.Device, h.Attempt)),
        _ => new PoolEvent.Reported(h.Device, TaskIds.Of("p", h.Device, h.Attempt), h.Outcome, null),
    };
}
