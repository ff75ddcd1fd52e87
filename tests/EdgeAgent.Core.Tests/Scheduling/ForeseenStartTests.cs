using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Core.Tests.Scheduling;

/// <summary>When the rules of single tasks are expected to hold: each by its own wishes, although tasks that are alike share one answer.</summary>
public sealed class ForeseenStartTests
{
    private static readonly DateTimeOffset Window = World.Noon.AddHours(3);

    // It drains by two points an hour, the charger comes at three and settles two minutes later, and gives twenty points an hour.
    private static World OnBattery(double soc = 45) => new()
    {
        Power = World.OnBattery(soc) with { RatePctPerHour = -2 },
        Forecast = new ChargeForecast
        {
            StartUtc = World.Noon,
            ChainStart = World.Noon,
            PCharging = new double[ChargeForecast.Slots],
            Confidence = 0.5,
            Soc = new SocSlopes(-2, 20, 10, 24, 24),
            Windows = [new ChargeWindow(Window, Window.AddHours(12))],
        },
        PackWh = 100,
    };

    private static double? MinutesUntil(World world, string id) => (Assert.Single(Scheduler.Outlooks(world.Input()), l => l.Id == id).StartAt - World.Noon)?.TotalMinutes;

    [Theory]
    [InlineData("'priority':'normal'", 185)]
    [InlineData("'delay_s':18000", 300)]
    [InlineData("'earliest_start':'2026-03-10T18:30:00Z'", 390)]
    [InlineData("'deadline':14400", 180)] // more than half of its life is over: the charger need not have settled
    [InlineData("'expedited':{}", 0)]
    [InlineData("'estimate':{'duration_s':60,'energy_mwh':30000}", 185)]
    [InlineData("'constraints':{'min_soc_pct':55}", 225)]
    [InlineData("'kind':'cleanup'", 185)]
    public void Each_task_is_foreseen_by_its_own_wishes_beside_a_plain_one(string fields, double minutes)
    {
        World world = OnBattery();
        world.Submit("'id':'plain','kind':'noop'");
        world.Submit(fields.Contains("'kind'", StringComparison.Ordinal) ? $"'id':'a',{fields}" : $"'id':'a','kind':'noop',{fields}");
        Assert.Equal(185, MinutesUntil(world, "plain"));
        Assert.Equal(minutes, MinutesUntil(world, "a")!.Value, 1e-6);
    }

    [Theory]
    [InlineData(184, 185)] // the charger has not settled at the time before
    [InlineData(187, 187)] // exact while nothing else changes
    public void A_release_between_two_times_of_the_projection_counts_to_the_minute_unless_a_rule_changes_there(int delayMinutes, double minutes)
    {
        World world = OnBattery();
        world.Submit($"'id':'a','kind':'noop','delay_s':{60 * delayMinutes}");
        Assert.Equal(minutes, MinutesUntil(world, "a")!.Value, 1e-6);
    }

    [Fact]
    public void A_task_whose_deadline_comes_before_the_charger_has_no_start()
    {
        World world = OnBattery();
        world.Submit("'id':'a','kind':'noop','constraints':{'charging':true},'deadline':7200");
        Assert.Null(MinutesUntil(world, "a"));
    }

    [Theory]
    [InlineData(6, 300, 300)] // dark from three to five
    [InlineData(60, 240, 240)]
    public void Nothing_is_foreseen_while_the_device_is_off(double soc, int delayMinutes, double minutes)
    {
        World world = OnBattery(soc);
        world.Forecast = world.Forecast! with { Windows = [new ChargeWindow(World.Noon.AddHours(5), null)] };
        world.Submit($"'id':'a','kind':'noop','class':'critical','delay_s':{60 * Math.Min(240, delayMinutes)}");
        Assert.Equal(minutes, MinutesUntil(world, "a")!.Value, 1e-6);
    }

    [Fact]
    public void The_planner_is_told_in_which_quarter_hours_the_rules_allow_a_start()
    {
        foreach ((bool isPowered, int first) in new[] { (false, 12), (true, 0) })
        {
            World world = OnBattery();
            if (isPowered) world.Power = World.Powered(45);
            bool[]? allowed = null;
            world.Planner = (PlanInput _, ReadOnlySpan<PlannableTask> tasks, out DateTimeOffset? again) =>
            {
                (again, allowed) = (null, tasks[0].Allowed);
                return [new Placement(0, false, World.Noon, World.Noon, PlacementReason.RicherWindow)];
            };
            world.Submit("'id':'a','kind':'noop','class':'background'");
            Scheduler.Plan(world.Input());
            Assert.Equal(first, Array.IndexOf(allowed!, true));
        }
    }

    [Fact]
    public void A_task_that_waits_for_another_of_its_kind_while_a_slot_is_free_has_no_known_start()
    {
        var world = new World { Power = World.Powered(90) };
        world.Submit("'id':'first','kind':'update','class':'background'");
        world.Submit("'id':'second','kind':'update','class':'background'");
        Assert.Null(MinutesUntil(world, "second"));
    }

    [Fact]
    public void Without_tasks_the_window_planner_need_not_be_asked_again()
    {
        new WindowPlanner().Place(OnBattery().Input(), [], out DateTimeOffset? again);
        Assert.Null(again);
    }
}
