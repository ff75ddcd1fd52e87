using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Core.Tests.Scheduling;

/// <summary>Which changes of a waiting task are reported, and since when each of its reasons has held.</summary>
public sealed class NewsTests
{
    private static World WithBusyProcessor()
    {
        var world = new World { Power = World.OnBattery(90) };
        world.System = world.System with { CpuPct = 90 };
        world.Submit("'id':'a','kind':'noop'");
        world.Settle();
        Assert.Equal([WaitReason.CpuBusy], world.WaitsOf("a"));
        return world;
    }

    private static void FillMemory(World world) => world.System = world.System with { CpuPct = 5, MemoryUsedPct = 90 };

    [Theory]
    [InlineData(59.999, false)]
    [InlineData(60, true)]
    [InlineData(-3600, true)] // the clock was set back: the age of the reason is not known
    public void A_reason_that_may_change_with_every_sample_is_replaced_at_most_once_a_minute(double seconds, bool isNews)
    {
        World world = WithBusyProcessor();
        world.Now = world.Now with { Utc = world.Now.Utc.AddSeconds(seconds) };
        FillMemory(world);
        Assert.Equal(isNews, Scheduler.Plan(world.Input()).Decisions.Count == 1);
    }

    [Fact]
    public void A_reason_that_lasts_is_reported_at_once()
    {
        World world = WithBusyProcessor();
        world.System = world.System with { DiskUsedPct = 95 };
        world.Settle();
        Assert.Equal([WaitReason.CpuBusy, WaitReason.Disk], world.WaitsOf("a"));
    }

    [Fact]
    public void A_reason_keeps_its_beginning_while_others_come_beside_it()
    {
        World world = WithBusyProcessor();
        world.Pass(TimeSpan.FromMinutes(2));
        world.Submit("'id':'b','kind':'noop'");
        world.System = world.System with { MemoryUsedPct = 90 };
        world.Settle();
        Assert.Equal([(WaitReason.CpuBusy, World.Noon), (WaitReason.Memory, World.Noon.AddMinutes(2))], Beginnings(world, "a"));
        Assert.Equal([(WaitReason.CpuBusy, World.Noon.AddMinutes(2)), (WaitReason.Memory, World.Noon.AddMinutes(2))], Beginnings(world, "b"));
    }

    private static IEnumerable<(WaitReason, DateTimeOffset)> Beginnings(World world, string id) => world[id].WaitReasons.Select(w => (w.Reason, w.Since));

    [Fact]
    public void A_reason_that_began_in_the_future_begins_now()
    {
        World world = WithBusyProcessor();
        world.Now = world.Now with { Utc = World.Noon.AddHours(-1) };
        world.System = world.System with { DiskUsedPct = 95 };
        world.Settle();
        Assert.All(world["a"].WaitReasons, w => Assert.Equal(World.Noon.AddHours(-1), w.Since));
    }

    [Fact]
    public void A_wait_for_a_slot_begins_with_the_schedulers_first_look_and_not_with_the_acceptance()
    {
        var world = new World { Power = World.OnBattery(90) };
        for (int n = 0; n < 4; n++) world.Submit($"'id':'t{n}','kind':'noop'");
        world.Pass(TimeSpan.FromSeconds(30));
        world.Settle();
        WaitCondition wait = Assert.Single(world["t3"].WaitReasons);
        Assert.Equal((WaitReason.Concurrency, World.Noon.AddSeconds(30)), (wait.Reason, wait.Since));
    }

    [Theory]
    [InlineData(14.99, false)]
    [InlineData(15, true)]
    [InlineData(-15, true)]
    public void A_planned_start_that_moves_by_a_quarter_hour_is_reported(double minutes, bool isNews)
    {
        DateTimeOffset start = World.Noon.AddHours(3);
        var world = new World { Power = World.OnBattery(90) };
        world.Planner = (PlanInput _, ReadOnlySpan<PlannableTask> _, out DateTimeOffset? again) =>
        {
            again = null;
            return [new Placement(0, false, start, start.AddHours(1), PlacementReason.RicherWindow)];
        };
        world.Submit("'id':'a','kind':'noop','class':'background'");
        world.Settle();
        start = start.AddMinutes(minutes);
        Assert.Equal(isNews, Scheduler.Plan(world.Input()).Decisions.Count == 1);
    }
}
