using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Core.Tests.Scheduling;

/// <summary>What a wait says for people: each task has its own values, although tasks that wait alike share their texts.</summary>
public sealed class WaitTextTests
{
    private static WaitCondition WaitOf(World world, string id, WaitReason reason) => Assert.Single(world[id].WaitReasons, w => w.Reason == reason);

    [Fact]
    public void The_charger_is_named_before_the_charge()
    {
        var world = new World { Power = World.OnBattery(50) };
        world.Submit("'id':'a','kind':'noop','class':'charging_only'");
        world.Settle();
        Assert.Equal([WaitReason.ConstraintCharging, WaitReason.ConstraintBatteryNotLow], world.WaitsOf("a"));
        world.Power = World.OnBattery(90);
        world.Settle();
        Assert.Equal([WaitReason.ConstraintCharging], world.WaitsOf("a"));
    }

    [Theory]
    [InlineData(true, "external, charging, not settled")]
    [InlineData(false, "battery, discharging")]
    public void A_wait_for_a_charger_says_what_the_power_is(bool isExternal, string current)
    {
        var world = new World { Power = isExternal ? World.Powered(90) with { IsPowered = false } : World.OnBattery(90) };
        world.Submit("'id':'a','kind':'noop','constraints':{'charging':true}");
        world.Settle();
        Assert.Equal(current, WaitOf(world, "a", WaitReason.ConstraintCharging).Current);
    }

    [Theory]
    [InlineData(60.1, ">= 60.1 %")]
    [InlineData(60, "> 70 %, or powered, or idle and > 30 %")] // the document's own limit is met
    public void A_wait_for_charge_names_the_documents_limit_while_that_is_the_one_that_holds_it(double minimum, string required)
    {
        var world = new World { Power = World.OnBattery(60) };
        world.Submit("'id':'plain','kind':'noop'");
        world.Submit(FormattableString.Invariant($"'id':'a','kind':'noop','constraints':{{'min_soc_pct':{minimum}}}"));
        world.Settle();
        Assert.Equal(required, WaitOf(world, "a", WaitReason.ConstraintBatteryNotLow).Required);
        Assert.Equal("> 70 %, or powered, or idle and > 30 %", WaitOf(world, "plain", WaitReason.ConstraintBatteryNotLow).Required);
    }

    [Fact]
    public void A_task_that_waits_for_its_turn_says_so_and_one_that_lacks_a_slot_says_that()
    {
        var world = new World { Power = World.OnBattery(90) };
        for (int n = 0; n < 2; n++) world.Submit($"'id':'heavy{n}','kind':'noop','estimate':{{'duration_s':900}}");
        for (int n = 0; n < 3; n++) world.Submit($"'id':'light{n}','kind':'noop'");
        world.Settle();
        Assert.Equal("another heavy task runs on battery", WaitOf(world, "heavy1", WaitReason.Concurrency).Current);
        Assert.Equal("all slots taken", WaitOf(world, "light2", WaitReason.Concurrency).Current);
    }

    [Fact]
    public void A_task_with_a_deadline_has_its_own_estimate_beside_one_without()
    {
        var world = new World { Power = World.Powered(72) };
        world.Forecast = new ChargeForecast
        {
            StartUtc = World.Noon,
            PCharging = new double[ChargeForecast.Slots],
            Confidence = 0.8,
            Soc = new SocSlopes(-4, 4, 4, 5, 5),
            Windows = [new ChargeWindow(World.Noon.AddHours(-1), World.Noon.AddHours(8))],
        };
        world.Submit("'id':'plain','kind':'noop','class':'charging_only'");
        world.Submit("'id':'due','kind':'noop','class':'charging_only','deadline':3600");
        world.Settle();
        Assert.Equal(World.Noon.AddHours(2), WaitOf(world, "plain", WaitReason.ConstraintBatteryNotLow).EstimatedAt);
        Assert.Equal(World.Noon.AddMinutes(30), WaitOf(world, "due", WaitReason.ConstraintBatteryNotLow).EstimatedAt);
    }

    [Fact]
    public void A_back_off_is_estimated_by_the_clock_of_the_device()
    {
        var world = new World { Power = World.Powered(90) };
        world.Submit("'id':'a','kind':'noop','retry':{'max':1,'delay_s':100}");
        world.Settle();
        world.Exit("a", ErrorCategory.Network);
        WaitCondition wait = Assert.Single(Scheduler.Outlook(world["a"], world.Input())!.WaitReasons);
        Assert.Equal((WaitReason.Backoff, "retry 1"), (wait.Reason, wait.Required));
        Assert.Equal(world["a"].NotBeforeMs - world.Now.DeviceTimeMs, (wait.EstimatedAt!.Value - world.Now.Utc).TotalMilliseconds);
    }
}
