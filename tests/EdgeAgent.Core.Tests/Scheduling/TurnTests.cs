using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Core.Tests.Scheduling;

/// <summary>A free slot is not enough when only one update, or one heavy task on battery, may run: which task waits, and with which wait reason.</summary>
public sealed class TurnTests
{
    [Fact]
    public void One_update_runs_at_a_time_and_the_second_says_for_which_it_waits()
    {
        var world = new World { Power = World.Powered(90) };
        world.Submit("'id':'first','kind':'update'");
        world.Submit("'id':'second','kind':'update','class':'critical'");
        world.Submit("'id':'other','kind':'noop'");

        world.Settle();

        TaskRecord[] running = [.. world.Tasks.Where(t => t.Phase == TaskPhase.Running)];
        Assert.Equal(["other", "second"], running.Select(t => t.Id).Order());
        WaitCondition wait = Assert.Single(world["first"].WaitReasons);
        Assert.Equal((WaitReason.Concurrency, "another update has begun: second", "the end of update second"), (wait.Reason, wait.Current, wait.Required));
    }

    [Fact]
    public void An_update_that_is_paused_has_begun_and_none_other_starts()
    {
        var world = new World { Power = World.Powered(90) };
        world.Submit("'id':'first','kind':'update'");
        world.Settle();
        world.Happen("first", new TaskEvent.UserPause(true));
        world.Submit("'id':'second','kind':'update'");

        world.Settle();

        Assert.Equal([WaitReason.Concurrency], world.WaitsOf("second"));
    }

    [Fact]
    public void The_next_update_starts_when_the_one_before_has_ended()
    {
        var world = new World { Power = World.Powered(90) };
        world.Submit("'id':'first','kind':'update'");
        world.Submit("'id':'second','kind':'update'");
        world.Settle();
        world.Exit("first");

        world.Settle();

        Assert.Equal(TaskPhase.Running, world["second"].Phase);
    }

    [Fact]
    public void A_heavy_task_on_battery_says_that_it_waits_for_the_other_heavy_one()
    {
        var world = new World { Power = World.OnBattery(90) };
        for (int n = 0; n < 2; n++) world.Submit($"'id':'t{n}','kind':'noop','estimate':{{'duration_s':900}}");

        world.Settle();

        WaitCondition wait = Assert.Single(world["t1"].WaitReasons);
        Assert.Equal("the end of the other heavy task, or external power", wait.Required);
    }
}
