using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Core.Tests.Scheduling;

public class ClassRuleTests
{
    [Theory]
    [InlineData("critical", 1, false, true)]
    [InlineData("normal", 70, false, false)]
    [InlineData("normal", 70.1, false, true)]
    [InlineData("normal", 30, true, false)]
    [InlineData("normal", 30.1, true, true)]
    [InlineData("normal", 69.9, true, true)]
    [InlineData("background", 50, false, false)]
    [InlineData("background", 50.1, false, true)]
    [InlineData("background", 30, true, false)]
    [InlineData("background", 30.1, true, true)]
    [InlineData("background", 30.1, false, false)]
    [InlineData("charging_only", 100, true, false)]
    [InlineData("normal", 29.9, true, false)]
    public void On_battery_a_class_starts_above_its_charge(string taskClass, double soc, bool idle, bool starts)
    {
        var world = new World { Power = World.OnBattery(soc) };
        world.System = world.System with { IsIdle = idle };
        world.Submit($"'id':'a','kind':'noop','class':'{taskClass}'");
        world.Settle();
        Assert.Equal(starts ? TaskPhase.Running : TaskPhase.Waiting, world["a"].Phase);
        Assert.Equal(starts, world["a"].WaitReasons.Count == 0);
    }

    [Theory]
    [InlineData("normal", 19.9, false)]
    [InlineData("normal", 20, true)]
    [InlineData("background", 20, true)]
    [InlineData("charging_only", 79.9, false)]
    [InlineData("charging_only", 80, true)]
    [InlineData("critical", 1, true)]
    public void On_external_power_a_class_starts_from_its_charge(string taskClass, double soc, bool starts)
    {
        var world = new World { Power = World.Powered(soc) };
        world.Submit($"'id':'a','kind':'noop','class':'{taskClass}'");
        world.Settle();
        Assert.Equal(starts ? TaskPhase.Running : TaskPhase.Waiting, world["a"].Phase);
    }

    [Fact]
    public void Charging_only_starts_on_a_full_pack_that_reads_98_percent_or_less()
    {
        var world = new World { Power = World.Powered(78) with { Charging = ChargeStatus.Full } };
        world.Submit("'id':'a','kind':'noop','class':'charging_only'");
        world.Settle();
        Assert.Equal(TaskPhase.Running, world["a"].Phase);
    }

    [Theory]
    [InlineData(29.9, false)]
    [InlineData(30, true)]
    public void Charging_only_starts_lower_when_the_window_ends_before_the_pack_is_filled(double soc, bool starts)
    {
        var world = new World { Power = World.Powered(soc) };
        world.Forecast = new ChargeForecast
        {
            StartUtc = World.Noon,
            PCharging = new double[ChargeForecast.Slots],
            Confidence = 0.5,
            Soc = new SocSlopes(-5, 10, 10, 5, 5),
            Windows = [new ChargeWindow(World.Noon.AddHours(-1), World.Noon.AddHours(1))],
        };
        world.Submit("'id':'a','kind':'noop','class':'charging_only'");
        world.Settle();
        Assert.Equal(starts ? TaskPhase.Running : TaskPhase.Waiting, world["a"].Phase);
    }

    [Theory]
    [InlineData("'class':'charging_only'", 0.8, 8)] // 80 %
    [InlineData("'class':'charging_only','constraints':{'min_soc_pct':84}", 0.8, 12)]
    [InlineData("'class':'charging_only','constraints':{'min_soc_pct':100}", 0.8, 28)] // full
    [InlineData("'class':'charging_only'", 0.05, 8)]
    [InlineData("'class':'charging_only'", 0.04, null)] // nothing learned: nobody can say
    public void While_it_charges_a_wait_for_charge_is_estimated_by_the_forecast(string fields, double confidence, int? slot)
    {
        var world = new World { Power = World.Powered(72) };
        world.Forecast = new ChargeForecast
        {
            StartUtc = World.Noon,
            PCharging = new double[ChargeForecast.Slots],
            Confidence = confidence,
            Soc = confidence < ForecastConstants.Worth.LeastToPublish ? default : new SocSlopes(-4, 4, 4, 5, 5), // a point in a quarter hour
            Windows = [new ChargeWindow(World.Noon.AddHours(-1), World.Noon.AddHours(8))],
        };
        world.Submit($"'id':'a','kind':'noop',{fields}");
        world.Settle();
        WaitCondition wait = Assert.Single(world["a"].WaitReasons, w => w.Reason == WaitReason.ConstraintBatteryNotLow);
        Assert.Equal(slot is { } s ? World.Noon.AddMinutes(15 * s) : null, wait.EstimatedAt);
    }

    [Fact]
    public void A_device_on_mains_runs_every_class()
    {
        var world = new World { Power = PowerState.Mains };
        foreach (string c in new[] { "critical", "normal", "charging_only" }) world.Submit($"'id':'{c}','kind':'noop','class':'{c}'");
        world.Settle();
        Assert.All(world.Tasks, t => Assert.Equal(TaskPhase.Running, t.Phase));
    }

    [Fact]
    public void Without_a_believable_power_reading_only_critical_work_starts()
    {
        var world = new World { Power = PowerState.Unknown };
        world.Submit("'id':'c','kind':'noop','class':'critical'");
        world.Submit("'id':'n','kind':'noop','class':'normal'");
        world.Settle();
        Assert.Equal(TaskPhase.Running, world["c"].Phase);
        Assert.Contains(WaitReason.SensorStale, world.WaitsOf("n"));
    }

    [Theory]
    [InlineData(69.9, 79.9, 89.9, 79.9, true)]
    [InlineData(70, 10, 10, 40, false)]
    [InlineData(10, 80, 10, 40, false)]
    [InlineData(10, 10, 90, 40, false)]
    [InlineData(10, 10, 10, 80, false)]
    public void The_machines_gates_hold_back_work_at_their_limits(double cpu, double memory, double disk, double heat, bool starts)
    {
        var world = new World();
        world.System = world.System with { CpuPct = cpu, MemoryUsedPct = memory, DiskUsedPct = disk, CpuTemperatureC = heat };
        world.Submit("'id':'n','kind':'noop'");
        world.Submit("'id':'c','kind':'noop','class':'critical'");
        world.Settle();
        Assert.Equal(starts ? TaskPhase.Running : TaskPhase.Waiting, world["n"].Phase);
        Assert.Equal(TaskPhase.Running, world["c"].Phase);
    }

    [Fact]
    public void Cleanup_runs_on_a_full_disk_because_it_is_what_empties_it()
    {
        var world = new World();
        world.System = world.System with { DiskUsedPct = 99 };
        world.Submit("'id':'a','kind':'cleanup'");
        world.Settle();
        Assert.Equal(TaskPhase.Running, world["a"].Phase);
    }

    [Theory]
    [InlineData(84.9, TaskPhase.Running)]
    [InlineData(85, TaskPhase.Waiting)]
    public void The_agents_own_memory_is_a_gate_as_well(double used, TaskPhase phase)
    {
        var world = new World();
        world.System = world.System with { CgroupMemoryPct = used };
        world.Submit("'id':'a','kind':'noop'");
        world.Settle();
        Assert.Equal(phase, world["a"].Phase);
    }

    [Fact]
    public void A_stale_reading_of_a_known_source_and_a_charge_that_is_not_known_start_nothing_on_battery()
    {
        PowerState unmeasured = World.OnBattery(90) with { SocPct = null };
        foreach (PowerState power in new[] { World.Powered(90) with { Quality = PowerQuality.Stale }, World.OnBattery(90) with { Quality = PowerQuality.Stale }, unmeasured })
        {
            var world = new World { Power = power };
            world.Submit("'id':'a','kind':'noop'");
            world.Settle();
            Assert.Equal([WaitReason.SensorStale], world.WaitsOf("a"));
        }

        var powered = new World { Power = World.Powered(90) with { SocPct = null } };
        powered.Submit("'id':'a','kind':'noop'");
        powered.Settle();
        Assert.Equal(TaskPhase.Running, powered["a"].Phase);
    }

    [Theory]
    [InlineData(15, false, true)]
    [InlineData(14.9, false, false)]
    [InlineData(10, true, true)]
    public void Expedited_work_starts_on_battery_down_to_the_floor_and_on_external_power_at_any_charge(double soc, bool isPowered, bool starts)
    {
        var world = new World { Power = isPowered ? World.Powered(soc) : World.OnBattery(soc) };
        world.Submit("'id':'a','kind':'noop','expedited':{}");
        world.Settle();
        Assert.Equal(starts ? TaskPhase.Running : TaskPhase.Waiting, world["a"].Phase);
    }

    [Theory]
    [InlineData("'class':'critical'", false, TaskPhase.Running)]
    [InlineData("'class':'normal'", true, TaskPhase.Running)]
    [InlineData("'class':'normal','constraints':{'min_soc_pct':0}", false, TaskPhase.Waiting)]
    public void Critical_work_and_work_on_external_power_may_take_what_others_must_leave_in_the_battery(string fields, bool isPowered, TaskPhase phase)
    {
        var world = new World { Power = isPowered ? World.Powered(72) : World.OnBattery(72), PackWh = 10 };
        world.Submit($"'id':'a','kind':'noop','estimate':{{'duration_s':60,'energy_mwh':6000}},{fields}");
        world.Settle();
        Assert.Equal(phase, world["a"].Phase);
    }

    [Fact]
    public void A_retry_of_work_at_a_time_does_not_wait_for_that_time_again_when_the_clock_was_set_back()
    {
        var world = new World { Power = World.Powered(90) };
        world.Submit("'id':'a','kind':'noop','earliest_start':'2026-03-10T12:00:00Z','retry':{'max':1,'delay_s':10}");
        world.Settle();
        world.Exit("a", ErrorCategory.Network);
        world.Now = world.Now.Plus(TimeSpan.FromMinutes(1)) with { Utc = World.Noon.AddHours(-1) };
        world.Settle();
        Assert.Equal((TaskPhase.Running, 2), (world["a"].Phase, world["a"].Attempt));
    }
}
