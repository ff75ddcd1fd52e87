using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Scheduling;

namespace EdgeAgent.Core.Tests.Scheduling;

/// <summary>The published planned starts use the slots of the machine as the actual starts will.</summary>
public sealed class ReportedStartTests
{
    private static readonly DateTimeOffset Window = World.Noon.AddHours(3);

    private static World OnBattery() => new()
    {
        Power = World.OnBattery(45) with { RatePctPerHour = -2 },
        Planner = LastMomentPlanner.Or(new WindowPlanner().Place),
        Forecast = new ChargeForecast
        {
            StartUtc = World.Noon,
            ChainStart = World.Noon,
            PCharging = [.. Enumerable.Range(0, ChargeForecast.Slots).Select(k => k is >= 12 and < 60 ? 0.9 : 0.1)],
            Confidence = 0.5,
            Soc = new SocSlopes(-2, 20, 10, 24, 24),
            Windows = [new ChargeWindow(Window, Window.AddHours(12))],
        },
    };

    private static double[] MinutesAfterWindow(World world) =>
        [.. Scheduler.Outlooks(world.Input()).Where(l => l.Phase != TaskPhase.Running).Select(l => (l.StartAt!.Value - Window).TotalMinutes)];

    private static void Submit(World world, int tasks)
    {
        for (int i = 0; i < tasks; i++) world.Submit($"'id':'t{i}','kind':'noop','class':'background','estimate':{{'duration_s':3600}}");
    }

    [Fact]
    public void Tasks_that_wait_for_the_charger_are_told_to_start_side_by_side_in_the_slots_that_its_mode_has()
    {
        World world = OnBattery();
        Submit(world, 4);
        double[] starts = MinutesAfterWindow(world);
        Assert.All(starts[..3], m => Assert.InRange(m, 2, 5));
        Assert.InRange(starts[3], 62, 70);
    }

    [Fact]
    public void A_task_that_the_charge_will_hold_back_after_the_charger_has_come_is_reported_with_that_reason()
    {
        World world = OnBattery();
        world.Submit("'id':'a','kind':'noop','class':'charging_only'");
        TaskForecast line = Assert.Single(Scheduler.Outlooks(world.Input()));
        Assert.InRange((line.StartAt!.Value - Window).TotalHours, 1.8, 2.3);
        Assert.Equal("the battery will have charged enough by then", line.Why);
    }

    [Fact]
    public void A_task_that_only_lacks_a_slot_reports_when_a_running_one_is_expected_to_end()
    {
        World world = OnBattery();
        world.Power = World.Powered(90);
        Submit(world, 4);
        world.Settle();
        world.Pass(TimeSpan.FromMinutes(20));
        TaskForecast waiting = Assert.Single(Scheduler.Outlooks(world.Input()), l => l.Phase == TaskPhase.Waiting);
        Assert.Equal(WaitReason.Concurrency, Assert.Single(waiting.WaitReasons).Reason);
        Assert.InRange((waiting.StartAt!.Value - world.Now.Utc).TotalMinutes, 40, 45);
    }

    [Fact]
    public void A_line_of_the_plan_says_when_the_run_is_expected_to_end()
    {
        World world = OnBattery();
        world.Power = World.Powered(90);
        Submit(world, 4);
        world.Settle();
        world.Pass(TimeSpan.FromMinutes(20));
        TaskForecast[] lines = [.. Scheduler.Outlooks(world.Input())];
        Assert.All(lines.Where(l => l.Phase == TaskPhase.Running), l => Assert.Equal(40, (l.EndAt!.Value - world.Now.Utc).TotalMinutes, 0.1));
        Assert.Equal(60, (lines[^1].EndAt!.Value - lines[^1].StartAt!.Value).TotalMinutes, 0.1);
        world.Pass(TimeSpan.FromMinutes(50));
        Assert.All(Scheduler.Outlooks(world.Input()).Where(l => l.Phase == TaskPhase.Running), l => Assert.InRange((l.EndAt!.Value - world.Now.Utc).TotalSeconds, 0, 1)); // overdue
    }
}
