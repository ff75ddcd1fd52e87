using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Core.Tests.Scheduling;

/// <summary>An operator's limit of the operating mode: the device behaves as in that mode, and says that it is the limit.</summary>
public class ModeCeilingTests
{
    private static World Limited(OperatingMode ceiling, params string[] tasks)
    {
        var world = new World { Power = World.Powered(95), Ceiling = ceiling };
        foreach (string fields in tasks) world.Submit(fields);
        world.Settle();
        return world;
    }

    [Theory]
    [InlineData(OperatingMode.Full, 3)]
    [InlineData(OperatingMode.Reduced, 2)]
    [InlineData(OperatingMode.Minimal, 1)]
    public void It_takes_slots_away_and_the_wait_says_so(OperatingMode ceiling, int running)
    {
        World world = Limited(ceiling, "'id':'a','kind':'noop'", "'id':'b','kind':'noop'", "'id':'c','kind':'noop'", "'id':'d','kind':'noop'");
        Assert.Equal(running, world.Tasks.Count(t => t.Phase == TaskPhase.Running));
        WaitCondition wait = Assert.Single(world["d"].WaitReasons);
        Assert.Equal(WaitReason.Concurrency, wait.Reason);
        Assert.Equal(ceiling != OperatingMode.Full, wait.Required.EndsWith(", to which a user limits the device", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(OperatingMode.Minimal, "'class':'normal'", TaskPhase.Running)]
    [InlineData(OperatingMode.Critical, "'class':'normal'", TaskPhase.Waiting)]
    [InlineData(OperatingMode.Critical, "'class':'charging_only'", TaskPhase.Waiting)]
    [InlineData(OperatingMode.Suspended, "'class':'background'", TaskPhase.Waiting)]
    [InlineData(OperatingMode.Suspended, "'class':'critical'", TaskPhase.Running)]
    [InlineData(OperatingMode.Critical, "'class':'normal','expedited':{}", TaskPhase.Running)] // as where the charge gives this mode
    public void Below_minimal_only_critical_work_starts(OperatingMode ceiling, string fields, TaskPhase phase) =>
        Assert.Equal(phase, Limited(ceiling, $"'id':'a','kind':'noop',{fields}")["a"].Phase);

    [Fact]
    public void The_wait_names_the_limit_and_what_would_end_it()
    {
        World world = Limited(OperatingMode.Critical, "'id':'a','kind':'noop'");
        WaitCondition wait = Assert.Single(world["a"].WaitReasons);
        Assert.Equal((WaitReason.UserHold, "a user limits the device to mode critical", "a limit of minimal or above"), (wait.Reason, wait.Current, wait.Required));
        world.Ceiling = OperatingMode.Full;
        world.Settle();
        Assert.Equal(TaskPhase.Running, world["a"].Phase);
    }

    [Fact]
    public void Where_the_charge_gives_a_low_mode_by_itself_the_charge_is_the_reason()
    {
        var world = new World { Power = World.OnBattery(25), Ceiling = OperatingMode.Critical };
        world.Submit("'id':'a','kind':'noop'");
        world.Settle();
        Assert.Equal([WaitReason.ConstraintBatteryNotLow], world.WaitsOf("a"));
    }

    [Fact]
    public void A_demand_for_a_battery_that_is_not_low_is_about_the_battery_alone()
    {
        World world = Limited(OperatingMode.Suspended, "'id':'a','kind':'noop','class':'critical','constraints':{'battery_not_low':true}");
        Assert.Equal(TaskPhase.Running, world["a"].Phase);
    }

    [Theory]
    [InlineData("'class':'normal'", TaskPhase.Paused)]
    [InlineData("'preemption':'never'", TaskPhase.Running)]
    [InlineData("'class':'critical'", TaskPhase.Running)]
    public void Suspended_freezes_running_work_and_it_goes_on_in_the_same_attempt_when_lifted(string fields, TaskPhase phase)
    {
        World world = Limited(OperatingMode.Full, $"'id':'a','kind':'noop',{fields}");
        world.Ceiling = OperatingMode.Suspended;
        world.Settle();
        Assert.Equal(phase, world["a"].Phase);
        if (phase == TaskPhase.Paused) Assert.Equal(StopReason.DeviceState, world["a"].Reason);
        world.Ceiling = OperatingMode.Reduced;
        world.Settle();
        Assert.Equal((TaskPhase.Running, 1), (world["a"].Phase, world["a"].Attempt));
    }

    [Fact]
    public void Work_that_restarts_is_stopped_and_runs_again_when_the_limit_is_lifted()
    {
        World world = Limited(OperatingMode.Full, "'id':'a','kind':'noop','preemption':'restart'");
        world.Ceiling = OperatingMode.Suspended;
        world.Settle();
        Assert.Equal((TaskPhase.Stopping, StopReason.DeviceState), (world["a"].Phase, world["a"].Reason));
        world.Exit("a", ErrorCategory.Other);
        world.Settle();
        Assert.Equal([WaitReason.UserHold], world.WaitsOf("a"));
        world.Ceiling = OperatingMode.Full;
        world.Settle();
        Assert.Equal((TaskPhase.Running, 2), (world["a"].Phase, world["a"].Attempt));
    }
}
