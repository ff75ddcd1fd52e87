using EdgeAgent.Core.Power;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Scheduling;

/// <summary>How a deadline makes a task give up its wishes: in which order, when the next one goes, and that everything goes close to the latest start.</summary>
public sealed class RelaxationTests
{
    private static World With(PowerState power, string fields)
    {
        var world = new World { Power = power };
        world.System = world.System with { Network = NetworkKind.Any };
        world.Submit($"'id':'a','kind':'noop',{fields}");
        return world;
    }

    private static bool RunsAfter(World world, long ms)
    {
        world.Pass(TimeSpan.FromMilliseconds(ms));
        world.Settle();
        return world["a"].Phase == TaskPhase.Running;
    }

    [Theory]
    [InlineData("'charging':true", 60_000)]
    [InlineData("'idle':true", 70_000)]
    [InlineData("'network':'unmetered'", 80_000)]
    public void A_flexible_wish_is_given_up_at_its_share_of_the_lifetime(string constraint, long seconds)
    {
        World world = With(World.OnBattery(90), $"'constraints':{{{constraint},'flexible':true}},'deadline':100000");
        Assert.False(RunsAfter(world, 1000 * seconds - 1));
        Assert.True(RunsAfter(world, 1));
    }

    [Fact]
    public void Charging_only_work_gives_up_the_charger_at_60_percent_of_its_lifetime()
    {
        World world = With(World.OnBattery(60), "'class':'charging_only','deadline':100000");
        Assert.False(RunsAfter(world, 59_999_999));
        Assert.Contains(WaitReason.ConstraintCharging, world.WaitsOf("a"));
        Assert.False(RunsAfter(world, 1)); // the planner may still wait for a better time
        Assert.DoesNotContain(WaitReason.ConstraintCharging, world.WaitsOf("a"));
    }

    [Theory]
    [InlineData(0, 50_000)]
    [InlineData(50_000, 60_000)]
    [InlineData(69_999, 70_000)]
    [InlineData(70_000, 80_000)]
    [InlineData(80_000, 99_010)] // nothing is left to give up: the last moment for the deadline
    public void The_plan_is_made_again_when_the_next_wish_is_given_up(double at, double next)
    {
        World world = With(World.OnBattery(25), "'constraints':{'charging':true},'deadline':100000");
        long accepted = world.Now.DeviceTimeMs;
        world.Pass(TimeSpan.FromSeconds(at));
        Assert.Equal(accepted + (long)(next * 1000), world.Settle().NextWakeUpMs);
    }

    // A run of 1000 s takes 1250 s at most; the margin is a tenth of the lifetime or a quarter hour.
    [Theory]
    [InlineData(2000, 550)]
    [InlineData(8000, 5950)]
    public void Close_to_the_latest_start_everything_is_given_up_at_once(int deadline, long latest)
    {
        World world = With(World.OnBattery(90), $"'constraints':{{'network':'unmetered','flexible':true}},'deadline':{deadline},'estimate':{{'duration_s':1000}}");
        Assert.False(RunsAfter(world, 1000 * latest - 1));
        Assert.True(RunsAfter(world, 1));
    }

    [Fact]
    public void Critical_work_and_work_without_a_deadline_give_up_nothing()
    {
        World critical = With(World.OnBattery(90), "'class':'critical','constraints':{'idle':true,'flexible':true},'deadline':1000");
        Assert.False(RunsAfter(critical, 999_999));
        Assert.False(RunsAfter(With(World.OnBattery(90), "'constraints':{'idle':true,'flexible':true}"), 1_000_000_000));
    }

    [Theory]
    [InlineData(799, "old")]
    [InlineData(800, "urgent")]
    public void A_task_at_its_last_moment_goes_before_older_ones(double seconds, string first)
    {
        var world = new World { Power = World.Powered(95), Ceiling = OperatingMode.Minimal, Holds = new Holds { Device = true } };
        world.Submit("'id':'old','kind':'noop','priority':'high'");
        world.Submit("'id':'urgent','kind':'noop','deadline':1000,'estimate':{'duration_s':60}");
        world.Pass(TimeSpan.FromSeconds(seconds));
        world.Holds = Holds.None;
        world.Settle();
        Assert.Equal(first, Assert.Single(world.Tasks, t => t.Phase == TaskPhase.Running).Id);
    }

    [Fact]
    public void A_cron_task_counts_its_deadline_from_its_slot_and_only_while_the_clock_is_trusted()
    {
        var world = new World { Power = World.Powered(90), Holds = new Holds { Device = true } };
        world.Submit("'id':'a','kind':'noop','schedule':{'cron':'0 * * * *'},'deadline':60");
        world.Settle();
        world.Now = world.Now with { Clock = ClockTrust.Unsynced };
        world.Pass(TimeSpan.FromHours(2));
        world.Settle();
        Assert.Empty(world.Receipts);
        world.Now = world.Now with { Utc = World.Noon.AddMilliseconds(3_659_999), Clock = ClockTrust.Ntp };
        world.Settle();
        Assert.Empty(world.Receipts);
        world.Pass(TimeSpan.FromMilliseconds(1));
        world.Settle();
        Assert.Equal(StopReason.DeadlineExpired, Assert.Single(world.Receipts).Reason);
    }

    [Fact]
    public void A_cron_task_that_has_no_slot_yet_does_not_expire()
    {
        var world = new World { Power = World.Powered(90) };
        world.Now = world.Now with { Clock = ClockTrust.Unsynced };
        world.Submit("'id':'a','kind':'noop','schedule':{'cron':'0 * * * *'},'deadline':60");
        world.Pass(TimeSpan.FromHours(2));
        world.Settle();
        Assert.Empty(world.Receipts);
    }
}
