using EdgeAgent.Fleet.Rules;

namespace EdgeAgent.Fleet.Tests.Rules;

public class CampaignRulesTests
{
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 8, 0, 0, TimeSpan.Zero);

    private static readonly CampaignSpec Spec = new()
    {
        Id = "c",
        Task = "{}",
        Stages = [new Stage { Count = 1, SuccessPct = 100 }, new Stage { Percent = 10 }, new Stage { Percent = 100 }],
    };

    [Fact]
    public void The_canary_gets_the_task_first_then_a_tenth_then_the_rest()
    {
        var campaign = Begin(Spec, 30);
        Assert.Equal(1, Underway(campaign));
        campaign = AllSucceed(campaign);
        Assert.Equal(2, Underway(campaign));
        Assert.Equal(1, campaign.Stage);
        campaign = AllSucceed(campaign);
        Assert.Equal(27, Underway(campaign));
        campaign = AllSucceed(campaign);
        Assert.Equal(CampaignPhase.Completed, campaign.Phase);
        Assert.Equal(30, campaign.Count(t => t.Outcome == Outcome.Succeeded));
    }

    [Fact]
    public void A_canary_that_fails_stops_the_campaign_before_anybody_else_gets_the_task()
    {
        var campaign = Report(Begin(Spec, 30), "d00", Outcome.Failed);
        Assert.Equal(CampaignPhase.Aborted, campaign.Phase);
        Assert.Equal("stage 1: 0 % of its devices succeeded, 100 % were wanted", campaign.Reason);
        Assert.Equal(29, campaign.Count(t => t.Outcome == Outcome.Pending));
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    public void A_share_of_failures_above_the_limit_aborts(int failures, bool isAborted)
    {
        var campaign = Begin(new CampaignSpec { Id = "c", Task = "{}", Abort = new AbortCriteria { FailedPct = 3, LeastOutcomes = 100 } }, 200);
        foreach (string device in Devices(100)) campaign = Report(campaign, device, campaign.Count(t => t.Outcome == Outcome.Failed) < failures ? Outcome.Failed : Outcome.Succeeded);
        Assert.Equal(isAborted ? CampaignPhase.Aborted : CampaignPhase.Running, campaign.Phase);
        Assert.Equal(isAborted ? "4 of 100 devices failed, more than 3 %" : null, campaign.Reason);
    }

    [Fact]
    public void A_few_outcomes_say_nothing_yet_about_a_share()
    {
        var campaign = Begin(new CampaignSpec { Id = "c", Task = "{}", Abort = new AbortCriteria { FailedPct = 3, LeastOutcomes = 20 } }, 200);
        Assert.Equal(CampaignPhase.Running, Report(campaign, "d00", Outcome.Failed).Phase);
    }

    [Fact]
    public void Devices_that_do_not_report_in_time_count_as_silent_and_abort_above_the_limit()
    {
        var spec = new CampaignSpec { Id = "c", Task = "{}", ReportWithin = TimeSpan.FromHours(1), Abort = new AbortCriteria { SilentPct = 50 } };
        var campaign = Report(Begin(spec, 2), "d00", Outcome.Succeeded);
        Assert.Equal(CampaignPhase.Completed, CampaignRules.Apply(campaign, new CampaignEvent.Tick(), Start.AddHours(1.1)).Phase);
        Assert.Equal(CampaignPhase.Aborted, CampaignRules.Apply(Begin(spec, 2), new CampaignEvent.Tick(), Start.AddHours(1.1)).Phase);
    }

    [Fact]
    public void A_paused_campaign_assigns_nothing_and_a_resumed_one_goes_on()
    {
        var campaign = CampaignRules.Apply(Begin(Spec, 30), new CampaignEvent.Pause(), Start);
        campaign = AllSucceed(campaign);
        Assert.Equal(0, Underway(campaign));
        Assert.Equal(2, Underway(CampaignRules.Apply(campaign, new CampaignEvent.Resume(), Start)));
    }

    [Fact]
    public void An_abort_tells_the_devices_that_have_the_task_to_cancel()
    {
        var campaign = CampaignRules.Apply(Begin(new CampaignSpec { Id = "c", Task = "{}" }, 3), new CampaignEvent.Abort("by a user"), Start);
        Assert.All(campaign.Targets.Values, t => Assert.True(t.IsCancelWanted));
        campaign = Report(campaign, "d01", Outcome.Succeeded);
        Assert.Equal(Outcome.Succeeded, campaign.Targets["d01"].Outcome);
        Assert.False(campaign.Targets["d01"].IsCancelWanted);
    }

    [Fact]
    public void A_retry_gives_the_failed_devices_a_task_with_another_id()
    {
        var campaign = Begin(new CampaignSpec { Id = "c", Task = "{}", Stages = [new Stage { Percent = 100, SuccessPct = 0 }] }, 2);
        campaign = Report(Report(campaign, "d00", Outcome.Succeeded), "d01", Outcome.Failed);
        Assert.Equal(CampaignPhase.Completed, campaign.Phase);
        campaign = CampaignRules.Apply(campaign, new CampaignEvent.Retry(), Start);
        Assert.Equal((Outcome.Assigned, 2), (campaign.Targets["d01"].Outcome, campaign.Targets["d01"].Attempt));
        Assert.Equal(Outcome.Succeeded, campaign.Targets["d00"].Outcome);

        // A late result of the first attempt does not count for the second one.
        Assert.Equal(Outcome.Assigned, CampaignRules.Apply(campaign, new CampaignEvent.Reported("d01", "c_d01_1", Outcome.Succeeded, null), Start).Targets["d01"].Outcome);
    }

    [Fact]
    public void Only_a_continuous_campaign_takes_devices_that_join_later()
    {
        var joined = new CampaignEvent.Joined("late");
        Assert.False(CampaignRules.Apply(Begin(new CampaignSpec { Id = "c", Task = "{}" }, 1), joined, Start).Targets.ContainsKey("late"));
        Assert.Equal(Outcome.Assigned, CampaignRules.Apply(Begin(new CampaignSpec { Id = "c", Task = "{}", IsContinuous = true }, 1), joined, Start).Targets["late"].Outcome);
    }

    [Fact]
    public void No_more_than_the_rate_get_the_task_in_a_minute()
    {
        var campaign = Begin(new CampaignSpec { Id = "c", Task = "{}", RatePerMinute = 5 }, 12);
        Assert.Equal(5, Underway(campaign));
        Assert.Equal(5, Underway(CampaignRules.Apply(campaign, new CampaignEvent.Tick(), Start.AddSeconds(59))));
        Assert.Equal(10, Underway(CampaignRules.Apply(campaign, new CampaignEvent.Tick(), Start.AddSeconds(60))));
    }

    [Fact]
    public void The_deadline_ends_the_campaign()
    {
        var campaign = Begin(new CampaignSpec { Id = "c", Task = "{}", Deadline = Start.AddHours(1) }, 2);
        Assert.Equal(CampaignPhase.Running, CampaignRules.Apply(campaign, new CampaignEvent.Tick(), Start.AddMinutes(59)).Phase);
        campaign = CampaignRules.Apply(campaign, new CampaignEvent.Tick(), Start.AddHours(1));
        Assert.Equal((CampaignPhase.Expired, "the deadline passed"), (campaign.Phase, campaign.Reason));
    }

    private static Campaign Begin(CampaignSpec spec, int devices) => CampaignRules.Start(spec, Devices(devices), Start);

    private static IEnumerable<string> Devices(int count) => Enumerable.Range(0, count).Select(i => FormattableString.Invariant($"d{i:D2}"));

    private static int Underway(Campaign campaign) => campaign.Count(t => t.Outcome.IsUnderway());

    private static Campaign Report(Campaign campaign, string device, Outcome outcome) =>
        CampaignRules.Apply(campaign, new CampaignEvent.Reported(device, TaskIds.Of(campaign.Spec.Id, device, campaign.Targets[device].Attempt), outcome, null), Start);

    private static Campaign AllSucceed(Campaign campaign) =>
        campaign.Targets.Values.Where(t => t.Outcome.IsUnderway()).Aggregate(campaign, (c, t) => Report(c, t.Device, Outcome.Succeeded));
}
