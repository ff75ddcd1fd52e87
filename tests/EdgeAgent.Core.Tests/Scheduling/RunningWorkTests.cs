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

    [Theory]
    [InlineData("'stall_s':10", 10.0, 14)] // counted from the progress
    [InlineData("'step_s':10", null, 14)] // counted from the last word
    [InlineData("'run_s':10", 10.0, 10)]
    [InlineData("'stall_s':10,'step_s':11", null, 10)]
    public void The_plan_is_made_again_at_the_next_limit_of_a_run(string limits, double? progress, double limit)
    {
        World world = Running(World.Powered(90), $"'limits':{{{limits}}}");
        long started = world.Now.DeviceTimeMs;
        world.Pass(TimeSpan.FromSeconds(4));
        world.Happen("a", new TaskEvent.Progress(1, progress, "m", null));
        Assert.Equal(started + (long)(limit * 1000), world.Settle().NextWakeUpMs);
        world.Pass(TimeSpan.FromMilliseconds(1000 * limit - 4001));
        Assert.Equal(TaskPhase.Running, After(world).Item1);
        world.Pass(TimeSpan.FromMilliseconds(1));
        Assert.Equal(TaskPhase.Stopping, After(world).Item1);
    }

    [Fact]
    public void The_plan_is_made_again_when_a_pause_has_lasted_too_long()
    {
        World world = Running(World.Powered(90), "'constraints':{'charging':true}");
        world.Power = World.OnBattery(90);
        Assert.Equal(world.Now.DeviceTimeMs + 6 * 3_600_000, world.Settle().NextWakeUpMs);
        world.Happen("a", new TaskEvent.UserPause(true));
        Assert.Null(world.Settle().NextWakeUpMs); // a user's pause may last
    }

    [Fact]
    public void Work_that_needs_external_power_freezes_on_battery_and_thaws_without_waiting_for_the_settle_time()
    {
        World world = Running(World.Powered(90), "'constraints':{'external_power':true}");
        world.Power = PowerState.Unknown;
        Assert.Equal(TaskPhase.Running, After(world).Item1);
        world.Power = World.OnBattery(90);
        Assert.Equal((TaskPhase.Paused, StopReason.ConstraintCharging), After(world));
        world.Power = PowerState.Unknown;
        Assert.Equal(TaskPhase.Paused, After(world).Item1);
        world.Power = World.Powered(90) with { IsPowered = false };
        Assert.Equal(TaskPhase.Running, After(world).Item1);
    }

    [Theory]
    [InlineData(60, TaskPhase.Running, 0)]
    [InlineData(59.9, TaskPhase.Paused, 61.9)]
    [InlineData(59.9, TaskPhase.Running, 62)]
    public void Work_with_a_least_charge_freezes_below_it_and_thaws_two_points_above(double soc, TaskPhase phase, double then)
    {
        World world = Running(World.OnBattery(80), "'constraints':{'min_soc_pct':60}");
        world.Power = World.OnBattery(soc);
        world.Settle();
        if (then > 0)
        {
            Assert.Equal((TaskPhase.Paused, StopReason.ConstraintBatteryNotLow), (world["a"].Phase, world["a"].Reason));
            world.Power = World.OnBattery(then);
        }

        Assert.Equal(phase, After(world).Item1);
    }

    [Theory]
    [InlineData(60, TaskPhase.Running, 0)]
    [InlineData(60.1, TaskPhase.Paused, 55.1)]
    [InlineData(60.1, TaskPhase.Running, 55)]
    public void Work_with_a_highest_temperature_freezes_above_it_and_thaws_five_degrees_below(double heat, TaskPhase phase, double then)
    {
        World world = Running(World.OnBattery(80), "'constraints':{'max_cpu_temperature_c':60}");
        world.System = world.System with { CpuTemperatureC = heat };
        world.Settle();
        if (then > 0)
        {
            Assert.Equal((TaskPhase.Paused, StopReason.Thermal), (world["a"].Phase, world["a"].Reason));
            world.System = world.System with { CpuTemperatureC = then };
        }

        Assert.Equal(phase, After(world).Item1);
    }

    [Theory]
    [InlineData("'constraints':{'network':'any'}", TaskPhase.Paused)]
    [InlineData("'priority':'high'", TaskPhase.Running)]
    public void Only_work_that_needs_a_network_freezes_without_one(string fields, TaskPhase phase)
    {
        var world = new World();
        world.System = world.System with { Network = NetworkKind.Any };
        world.Submit($"'id':'a','kind':'noop',{fields}");
        world.Settle();
        world.System = world.System with { Network = NetworkKind.None };
        Assert.Equal(phase, After(world).Item1);
        world.System = world.System with { Network = NetworkKind.Any };
        Assert.Equal(TaskPhase.Running, After(world).Item1);
    }

    private static World ThreeRunning()
    {
        var world = new World { Power = World.Powered(90) };
        world.Submit("'id':'high','kind':'noop','priority':'high'");
        world.Submit("'id':'low','kind':'noop','priority':'low'");
        world.Submit("'id':'stays','kind':'noop','priority':'low','preemption':'never'");
        world.Settle();
        return world;
    }

    private static IEnumerable<(string, StopReason)> Stopping(World world) => world.Tasks.Where(t => t.Phase == TaskPhase.Stopping).Select(t => (t.Id, t.Reason));

    [Fact]
    public void When_the_agents_own_memory_is_nearly_used_up_the_least_important_task_that_may_run_again_is_stopped()
    {
        World world = ThreeRunning();
        world.System = world.System with { CgroupMemoryPct = 94.9 };
        world.Settle();
        Assert.Empty(Stopping(world));
        world.System = world.System with { CgroupMemoryPct = 95 };
        world.Settle();
        Assert.Equal([("low", StopReason.MemoryPressure)], Stopping(world)); // and no second one while it stops
        world.Exit("low", ErrorCategory.Other);
        world.Settle();
        Assert.Equal([("high", StopReason.MemoryPressure)], Stopping(world));
        world.Exit("high", ErrorCategory.Other);
        world.Settle();
        Assert.Empty(Stopping(world));
    }

    [Fact]
    public void A_paused_task_frees_memory_as_well_and_critical_work_is_not_stopped_for_it()
    {
        var world = new World { Power = World.Powered(90) };
        world.Submit("'id':'critical','kind':'noop','class':'critical','priority':'low'");
        world.Submit("'id':'paused','kind':'noop'");
        world.Settle();
        world.Happen("paused", new TaskEvent.UserPause(true));
        world.System = world.System with { CgroupMemoryPct = 95 };
        world.Settle();
        Assert.Equal([("paused", StopReason.MemoryPressure)], Stopping(world));
        world.Exit("paused", ErrorCategory.Other);
        world.Settle();
        Assert.Empty(Stopping(world));
    }

    [Fact]
    public void A_task_that_is_stopped_for_its_own_limit_is_not_stopped_for_memory_as_well()
    {
        World world = Running(World.Powered(90), "'limits':{'run_s':10}");
        world.Pass(TimeSpan.FromSeconds(10));
        world.System = world.System with { CgroupMemoryPct = 95 };
        Decision stop = Assert.Single(Scheduler.Plan(world.Input()).Decisions);
        Assert.Equal(new TaskEvent.Stop(StopReason.Timeout), stop.Event);
    }

    [Fact]
    public void Each_critical_task_freezes_another_one_and_none_that_is_critical_itself()
    {
        World world = ThreeRunning();
        for (int n = 0; n < 3; n++) world.Submit($"'id':'c{n}','kind':'noop','class':'critical'");
        world.Settle();
        Assert.Equal(["stays", "c0", "c1"], world.Tasks.Where(t => t.Phase == TaskPhase.Running).Select(t => t.Id));
        Assert.All(["high", "low"], id => Assert.Equal((TaskPhase.Paused, StopReason.Preempt), (world[id].Phase, world[id].Reason)));
        Assert.Equal([WaitReason.Concurrency], world.WaitsOf("c2"));
    }

    [Fact]
    public void A_frozen_task_goes_on_before_a_more_important_one_begins()
    {
        var world = new World { Ceiling = OperatingMode.Minimal };
        world.Submit("'id':'a','kind':'noop','priority':'low'");
        world.Settle();
        world.Submit("'id':'b','kind':'noop','priority':'high'");
        world.System = world.System with { CpuTemperatureC = 86 };
        Assert.Equal(TaskPhase.Paused, After(world).Item1);
        world.System = world.System with { CpuTemperatureC = 60 };
        Assert.Equal(TaskPhase.Running, After(world).Item1);
        Assert.Equal(TaskPhase.Waiting, world["b"].Phase);
    }

    [Fact]
    public void Expedited_work_goes_before_work_that_is_up_to_twelve_hours_older()
    {
        foreach ((double hours, string first) in new[] { (11.9, "expedited"), (12.1, "old") })
        {
            var world = new World { Ceiling = OperatingMode.Minimal, Holds = new Holds { Device = true } };
            world.Submit("'id':'old','kind':'noop'");
            world.Pass(TimeSpan.FromHours(hours));
            world.Submit("'id':'expedited','kind':'noop','expedited':{}");
            world.Holds = Holds.None;
            world.Settle();
            Assert.Equal(first, Assert.Single(world.Tasks, t => t.Phase == TaskPhase.Running).Id);
        }
    }

    [Theory]
    [InlineData("'class':'critical','estimate':{'duration_s':900}", TaskPhase.Running)]
    [InlineData("'class':'background','expedited':{}", TaskPhase.Running)]
    [InlineData("'estimate':{'duration_s':599}", TaskPhase.Running)]
    [InlineData("'estimate':{'duration_s':600}", TaskPhase.Deferred)]
    [InlineData("'class':'background'", TaskPhase.Deferred)]
    public void The_planner_defers_heavy_and_background_work_that_is_neither_critical_nor_expedited(string fields, TaskPhase phase)
    {
        var world = new World { Power = World.OnBattery(90) };
        world.Planner = (PlanInput input, ReadOnlySpan<PlannableTask> tasks, out DateTimeOffset? again) =>
        {
            again = null;
            var placements = new Placement[tasks.Length];
            foreach (PlannableTask t in tasks) placements[t.Index] = new Placement(t.Index, false, input.Now.Utc.AddHours(1), input.Now.Utc.AddHours(2), PlacementReason.RicherWindow);
            return placements;
        };
        world.Submit($"'id':'a','kind':'noop',{fields}");
        Assert.Equal(phase, After(world).Item1);
    }
}
