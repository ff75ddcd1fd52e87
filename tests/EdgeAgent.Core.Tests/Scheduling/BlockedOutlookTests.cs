using EdgeAgent.Core.Scheduling;

namespace EdgeAgent.Core.Tests.Scheduling;

/// <summary>A task that waits for others is expected when the last of them is expected to end.</summary>
public sealed class BlockedOutlookTests
{
    private static World Powered() => new() { Power = World.Powered(90) };

    private static TaskForecast LineOf(World world, string id) => Assert.Single(Scheduler.Outlooks(world.Input()), l => l.Id == id);

    private static DateTimeOffset? ExpectedEnd(TaskForecast line) =>
        Assert.Single(line.WaitReasons, w => w.Reason == WaitReason.Prerequisite).EstimatedAt;

    [Fact]
    public void A_task_behind_a_delayed_one_is_expected_at_the_end_of_that_one()
    {
        World world = Powered();
        world.Submit("'id':'first','kind':'noop','delay_s':3600,'estimate':{'duration_s':600}");
        world.Submit("'id':'second','kind':'noop','after':['first']");
        TaskForecast line = LineOf(world, "second");
        Assert.Equal(world.Now.Utc.AddSeconds(4200), line.StartAt);
        Assert.Equal(line.StartAt, ExpectedEnd(line));
    }

    [Fact]
    public void A_task_behind_a_running_one_is_expected_when_the_rest_of_the_run_is_over()
    {
        World world = Powered();
        world.Submit("'id':'first','kind':'noop','estimate':{'duration_s':3600}");
        world.Submit("'id':'second','kind':'noop','after':['first']");
        world.Settle();
        world.Pass(TimeSpan.FromMinutes(20));
        Assert.InRange((LineOf(world, "second").StartAt!.Value - world.Now.Utc).TotalMinutes, 39, 41);
    }

    [Fact]
    public void A_chain_is_expected_link_by_link_whatever_the_order_of_submission()
    {
        World world = Powered();
        world.Submit("'id':'a','kind':'noop','delay_s':3600,'estimate':{'duration_s':600}");
        world.Submit("'id':'c','kind':'noop','after':['b'],'estimate':{'duration_s':600}");
        world.Submit("'id':'b','kind':'noop','after':['a'],'estimate':{'duration_s':600}");
        Assert.Equal(world.Now.Utc.AddSeconds(4200), LineOf(world, "b").StartAt);
        Assert.Equal(world.Now.Utc.AddSeconds(4800), LineOf(world, "c").StartAt);
        Assert.Equal(world.Now.Utc.AddSeconds(5400), LineOf(world, "c").EndAt);
    }

    [Fact]
    public void The_last_of_several_prerequisites_decides()
    {
        World world = Powered();
        world.Submit("'id':'soon','kind':'noop','delay_s':60,'estimate':{'duration_s':600}");
        world.Submit("'id':'late','kind':'noop','delay_s':7200,'estimate':{'duration_s':600}");
        world.Submit("'id':'both','kind':'noop','after':['soon','late']");
        Assert.Equal(world.Now.Utc.AddSeconds(7800), LineOf(world, "both").StartAt);
    }

    [Fact]
    public void Nobody_can_date_a_task_behind_one_that_is_not_known_or_waits_for_a_person()
    {
        World world = Powered();
        world.Submit("'id':'orphan','kind':'noop','after':['nobody']");
        world.Submit("'id':'held','kind':'noop','after':['orphan']");
        Assert.All(["orphan", "held"], id =>
        {
            TaskForecast line = LineOf(world, id);
            Assert.Null(line.StartAt);
            Assert.Null(ExpectedEnd(line));
        });
    }

    [Fact]
    public void The_own_rules_of_a_blocked_task_are_asked_at_the_end_of_what_it_waits_for()
    {
        World world = Powered();
        world.Submit("'id':'first','kind':'noop','delay_s':600,'estimate':{'duration_s':600}");
        world.Submit("'id':'second','kind':'noop','after':['first'],'delay_s':7200");
        TaskForecast line = LineOf(world, "second");
        Assert.Equal(world.Now.Utc.AddSeconds(7200), line.StartAt);
        Assert.Equal(world.Now.Utc.AddSeconds(1200), ExpectedEnd(line));
    }
}
