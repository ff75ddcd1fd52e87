using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Core.Tests.Scheduling;

/// <summary>What happens to work that runs when power falls, heat rises, or more important work comes.</summary>
public class RunningWorkTests
{
    private static World Running(PowerState power, string fields)
    {
        var world = new World { Power = power };
        world.Submit($"'id':'a','kind':'noop',{fields}");
        world.Settle();
        Assert.Equal(TaskPhase.Running, world["a"].Phase);
        return world;
    }

    private static (TaskPhase, StopReason) After(World world)
    {
        world.Settle();
        return (world["a"].Phase, world["a"].Reason);
    }

    [Theory]
    [InlineData(20, TaskPhase.Running)]
    [InlineData(19.9, TaskPhase.Paused)]
    public void Below_20_percent_running_work_is_paused_and_goes_on_above(double soc, TaskPhase phase)
    {
        World world = Running(World.OnBattery(80), "'class':'normal'");
        world.Power = World.OnBattery(soc);
        Assert.Equal(phase, After(world).Item1);
        world.Power = World.Powered(25);
        Assert.Equal((TaskPhase.Running, StopReason.None), After(world));
        Assert.Equal(1, world["a"].Attempt);
    }

    [Theory]
    [InlineData("'preemption':'never'", 15, TaskPhase.Running)]
    [InlineData("'preemption':'never'", 14.9, TaskPhase.Stopping)]
    [InlineData("'preemption':'restart'", 19.9, TaskPhase.Stopping)]
    [InlineData("'class':'critical'", 1, TaskPhase.Running)]
    [InlineData("'expedited':{}", 15, TaskPhase.Running)]
    [InlineData("'expedited':{}", 14.9, TaskPhase.Paused)]
    public void How_it_gives_way_is_the_tasks_choice_above_the_floor(string fields, double soc, TaskPhase phase)
    {
        World world = Running(World.OnBattery(80), fields);
        world.Power = World.OnBattery(soc);
        Assert.Equal(phase, After(world).Item1);
    }

    [Theory]
    [InlineData(78.9, "'estimate':{'duration_s':600}", TaskPhase.Running)]
    [InlineData(80, "'estimate':{'duration_s':600}", TaskPhase.Paused)]
    [InlineData(80, "'estimate':{'duration_s':599}", TaskPhase.Running)]
    [InlineData(85, "'estimate':{'duration_s':599}", TaskPhase.Paused)]
    public void Heat_pauses_heavy_work_at_80_degrees_and_all_at_85(double heat, string fields, TaskPhase phase)
    {
        World world = Running(World.OnBattery(80), fields);
        world.System = world.System with { CpuTemperatureC = heat };
        Assert.Equal(phase, After(world).Item1);
    }

    [Fact]
    public void Heat_has_to_fall_by_five_degrees_before_work_goes_on()
    {
        World world = Running(World.OnBattery(80), "'estimate':{'duration_s':900}");
        world.System = world.System with { CpuTemperatureC = 81 };
        Assert.Equal((TaskPhase.Paused, StopReason.Thermal), After(world));
        world.System = world.System with { CpuTemperatureC = 75 };
        Assert.Equal(TaskPhase.Paused, After(world).Item1);
        world.System = world.System with { CpuTemperatureC = 74.9 };
        Assert.Equal(TaskPhase.Running, After(world).Item1);
    }

    [Fact]
    public void Undervoltage_pauses_heavy_work_and_starts_nothing()
    {
        World world = Running(World.Powered(90), "'class':'charging_only'");
        world.Power = world.Power with { IsUndervoltage = true };
        world.Submit("'id':'b','kind':'noop'");
        Assert.Equal((TaskPhase.Paused, StopReason.Undervoltage), After(world));
        Assert.Contains(WaitReason.Undervoltage, world.WaitsOf("b"));
    }

    [Fact]
    public void Work_that_needs_charging_freezes_when_unplugged_and_thaws_when_power_has_settled()
    {
        World world = Running(World.Powered(90), "'constraints':{'charging':true}");
        world.Power = World.OnBattery(90);
        Assert.Equal((TaskPhase.Paused, StopReason.ConstraintCharging), After(world));
        world.Power = World.Powered(90) with { IsPowered = false };
        Assert.Equal(TaskPhase.Paused, After(world).Item1);
        world.Power = World.Powered(90);
        Assert.Equal(TaskPhase.Running, After(world).Item1);
    }

    [Fact]
    public void A_stale_reading_stops_and_freezes_nothing()
    {
        World world = Running(World.Powered(90), "'class':'charging_only'");
        world.Power = PowerState.Unknown;
        Assert.Equal(TaskPhase.Running, After(world).Item1);
    }

    [Fact]
    public void A_pause_longer_than_the_limit_ends_in_a_stop_and_costs_no_retry()
    {
        World world = Running(World.Powered(90), "'constraints':{'charging':true}");
        world.Power = World.OnBattery(90);
        world.Settle();
        world.Pass(world.Policy.MaxPause - TimeSpan.FromMilliseconds(1));
        Assert.Equal(TaskPhase.Paused, After(world).Item1);
        world.Pass(TimeSpan.FromMilliseconds(1));
        Assert.Equal((TaskPhase.Stopping, StopReason.ConstraintCharging), After(world));
        world.Exit("a", ErrorCategory.Other);
        world.Settle();
        Assert.Equal((TaskPhase.Waiting, 0, 1), (world["a"].Phase, world["a"].Failures, world["a"].Interruptions));
        Assert.Equal([WaitReason.ConstraintCharging], world.WaitsOf("a"));
    }

    [Fact]
    public void Three_tasks_run_at_once_in_mode_full_and_fewer_below()
    {
        foreach ((double soc, int slots) in new[] { (90.0, 3), (75.0, 2) })
        {
            var world = new World { Power = World.OnBattery(soc) };
            for (int n = 0; n < 5; n++) world.Submit($"'id':'t{n}','kind':'noop'");
            world.Settle();
            Assert.Equal(slots, world.Tasks.Count(t => t.Phase == TaskPhase.Running));
            Assert.Equal([WaitReason.Concurrency], world.WaitsOf("t4"));
        }
    }

    [Fact]
    public void On_battery_one_heavy_task_runs_at_a_time()
    {
        var world = new World { Power = World.OnBattery(90) };
        for (int n = 0; n < 3; n++) world.Submit($"'id':'t{n}','kind':'noop','estimate':{{'duration_s':900}}");
        world.Submit("'id':'light','kind':'noop'");
        world.Settle();
        Assert.Equal(["t0", "light"], world.Tasks.Where(t => t.Phase == TaskPhase.Running).Select(t => t.Id));
        world.Power = World.Powered(90);
        world.Settle();
        Assert.Equal(3, world.Tasks.Count(t => t.Phase == TaskPhase.Running));
    }

    [Fact]
    public void A_critical_task_takes_the_slot_of_the_least_important_one()
    {
        var world = new World();
        world.Submit("'id':'high','kind':'noop','priority':'high'");
        world.Submit("'id':'low','kind':'noop','priority':'low'");
        world.Submit("'id':'stays','kind':'noop','priority':'low','preemption':'never'");
        world.Settle();
        world.Submit("'id':'c','kind':'noop','class':'critical'");
        world.Settle();
        Assert.Equal(TaskPhase.Running, world["c"].Phase);
        Assert.Equal((TaskPhase.Paused, StopReason.Preempt), (world["low"].Phase, world["low"].Reason));
        world.Exit("c");
        world.Settle();
        Assert.Equal(TaskPhase.Running, world["low"].Phase);
    }

    [Theory]
    [InlineData(179, false)]
    [InlineData(181, true)]
    public void A_low_task_overtakes_newer_high_work_after_its_priority_has_aged(int waitedMinutes, bool first)
    {
        var world = new World { Holds = new Holds { Device = true } };
        world.Submit("'id':'low','kind':'noop','priority':'low'");
        world.Pass(TimeSpan.FromMinutes(waitedMinutes));
        for (int n = 0; n < 3; n++) world.Submit($"'id':'h{n}','kind':'noop','priority':'critical'");
        world.Holds = Holds.None;
        world.Settle();
        Assert.Equal(first ? TaskPhase.Running : TaskPhase.Waiting, world["low"].Phase);
    }

    [Fact]
    public void An_endless_stream_of_high_work_does_not_starve_a_low_task()
    {
        var world = new World();
        world.Submit("'id':'low','kind':'noop','priority':'low'");
        for (int n = 0; n < 3; n++) world.Submit($"'id':'first{n}','kind':'noop','priority':'high'");
        int minutes = 0;
        for (int n = 0; world["low"].Phase != TaskPhase.Running && n < 1000; n++, minutes++)
        {
            for (int k = 0; k < 3; k++) world.Submit($"'id':'h{n}-{k}','kind':'noop','priority':'high'");
            world.Pass(TimeSpan.FromMinutes(1));
            foreach (TaskRecord t in world.Tasks.Where(t => t.Phase == TaskPhase.Running).ToList()) world.Exit(t.Id);
            world.Settle();
        }

        Assert.InRange(minutes, 0, 125);
    }

    [Fact]
    public void A_planner_that_changes_its_mind_makes_no_two_tasks_take_turns()
    {
        var world = new World { Power = World.OnBattery(90) };
        world.Planner = (PlanInput input, ReadOnlySpan<PlannableTask> tasks, out DateTimeOffset? again) =>
        {
            again = null;
            var placements = new Placement[tasks.Length];
            foreach (PlannableTask t in tasks) placements[t.Index] = new Placement(t.Index, !t.IsStarted, input.Now.Utc.AddHours(1), input.Now.Utc.AddHours(2), PlacementReason.RicherWindow);
            return placements;
        };
        world.Submit("'id':'a','kind':'noop','class':'background'");
        Plan plan = world.Settle();
        Assert.Equal((TaskPhase.Running, world.Now.DeviceTimeMs + 300_000), (world["a"].Phase, plan.NextWakeUpMs));
        world.Pass(TimeSpan.FromSeconds(299));
        Assert.Equal(TaskPhase.Running, After(world).Item1);
        world.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal((TaskPhase.Paused, StopReason.EnergyBudget), After(world));
    }
}
