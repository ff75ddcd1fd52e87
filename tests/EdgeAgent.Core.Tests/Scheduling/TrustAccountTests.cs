using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Scheduling;

public sealed class TrustAccountTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
    private readonly TrustAccount _account = new();
    private DateTimeOffset _now = Start;

    [Fact]
    public void Giving_up_before_the_charger_comes_costs_the_run_less_the_wait_that_it_saved()
    {
        PlannableTask task = Task("a", minutes: 40, dueH: 12);
        Step(false, [task], runs: true, minutes: 40);
        Step(false, [], minutes: 80);
        Step(true, [], minutes: 60);
        Step(true, []);
        // The rule would have waited two hours at half a minute each, and run on the charger.
        Assert.Equal((40, 1), (Math.Round(_account.Paid, 6), Math.Round(_account.RulePaid, 6)));
    }

    [Fact]
    public void Waiting_on_the_charger_for_a_window_that_never_comes_costs_the_run_and_the_wait()
    {
        PlannableTask task = Task("a", minutes: 30, dueH: 10);
        Step(true, [task], minutes: 60);
        Step(false, [task], minutes: 8 * 60);
        Step(false, [task], runs: true, minutes: 30);
        Step(false, []);
        Assert.Equal((30 + 0.5 * 9, 0), (Math.Round(_account.Paid, 6), Math.Round(_account.RulePaid, 6)));
    }

    [Fact]
    public void A_task_that_leaves_without_having_run_is_not_booked()
    {
        Step(true, [Task("canceled", minutes: 30, dueH: 10)], minutes: 60);
        Step(false, [], minutes: 1200);
        Step(false, []);
        Assert.Equal((0, 0), (_account.Paid, _account.RulePaid));
    }

    [Fact]
    public void A_task_that_may_pause_is_compared_with_a_rule_that_pauses()
    {
        PlannableTask task = Task("a", minutes: 60, dueH: 20, Preemption.Pause);
        Step(true, [task], runs: true, minutes: 30);
        Step(false, [task with { Duration = TimeSpan.FromMinutes(30) }], runs: true, minutes: 30);
        Step(false, [], minutes: 60);
        Step(true, [], minutes: 30);
        Step(true, []);
        Assert.Equal((30, 0.75), (Math.Round(_account.Paid, 6), Math.Round(_account.RulePaid, 6)));
    }

    [Fact]
    public void Trust_ends_beyond_the_allowance_and_returns_as_the_rule_pays_as_much()
    {
        int given = 0;
        for (; _account.IsTrusted && given < 20; given++)
        {
            Step(false, [Task($"t{given}", minutes: 60, dueH: 20)], runs: true, minutes: 60);
            Step(true, [], minutes: 60);
            Step(true, []);
        }

        Assert.Equal((int)Math.Ceiling(ForecastConstants.Trust.AllowanceMin / 59.5), given);
        for (int i = 0; !_account.IsTrusted; i++)
        {
            Assert.True(i < 40, "never trusted again");
            // Nothing charges: both pay alike, and a tenth of it is allowed.
            Step(false, [Task($"u{i}", minutes: 60, dueH: 1)], runs: true, minutes: 60);
            Step(false, []);
        }
    }

    [Fact]
    public void A_clock_that_is_set_back_books_nothing()
    {
        PlannableTask task = Task("a", minutes: 30, dueH: 100);
        Step(false, [task], minutes: 60);
        _now = _now.AddDays(-2);
        Step(false, [task], minutes: 60);
        Step(false, [task], runs: true, minutes: 30);
        Step(true, [], minutes: 60);
        Step(true, []);
        Assert.Equal(30 + 0.5, _account.Paid, 6);
    }

    [Fact]
    public void What_the_rule_would_run_queues_on_one_machine()
    {
        PlannableTask[] two = [Task("a", minutes: 60, dueH: 3), Task("b", minutes: 60, dueH: 4) with { Index = 1 }];
        Step(false, two, runs: true, minutes: 60);
        Step(true, [], minutes: 60);
        Step(true, [], minutes: 60);
        Step(true, []);
        // Both sides: an hour before the charger comes; the second waits for the first as well.
        Assert.Equal((120, 1.5), (Math.Round(_account.Paid, 6), Math.Round(_account.RulePaid, 6)));
    }

    [Fact]
    public void Charging_while_nothing_waits_counts_for_the_rule()
    {
        Step(false, [Task("a", minutes: 30, dueH: 20)], runs: true, minutes: 30);
        Step(false, [], minutes: 30);
        _account.Tick(_now, true);
        _now = _now.AddHours(1);
        _account.Tick(_now, false);
        _now = _now.AddHours(10);
        Step(false, []);
        Assert.Equal((30, 0.5), (Math.Round(_account.Paid, 6), Math.Round(_account.RulePaid, 6)));
    }

    [Fact]
    public void On_a_site_with_a_panel_waiting_for_the_rich_hours_is_no_loss()
    {
        PlannableTask task = Task("a", minutes: 60, dueH: 12);
        // 3.5 W from the panel, 3 W for the idle device: seven eighths of the task's 4 W would come from the battery.
        StepInSun(3.5, [task], minutes: 60);
        StepInSun(20, [task], runs: true, minutes: 60);
        StepInSun(20, []);
        Assert.Equal((0.5, 52.5), (Math.Round(_account.Paid, 6), Math.Round(_account.RulePaid, 6)));
    }

    private void StepInSun(double harvestW, PlannableTask[] tasks, bool runs = false, int minutes = 0)
    {
        var forecast = new ChargeForecast { StartUtc = Start, PCharging = [], Surplus = new SurplusForecast { IdleW = 3 } };
        Step(new PlanningFacts { Now = _now, IsCharging = true, HarvestW = harvestW, Forecast = forecast, SurplusWeight = 1 }, tasks, runs, minutes);
    }

    [Fact]
    public void Without_trust_the_planner_runs_while_it_charges_and_waits_otherwise()
    {
        var planner = new WindowPlanner();
        ChargeForecast forecast = new ChargeForecaster().Forecast(LocalClock.Fixed(0), Start.ToUnixTimeSeconds() / 60);
        PlannableTask[] tasks = [Task("x", 60, 30)];
        PlanningFacts At(bool charging) => new() { Now = _now, IsCharging = charging, Forecast = forecast, WaitCostPerHour = 20 };
        for (int i = 0; planner.TrustsForecast; i++)
        {
            Assert.True(i < 20, "trusted for ever");
            // Nothing was learned and waiting is dear, so it starts at once; the charger comes an hour later.
            Assert.True(planner.Plan(At(false), [Task($"t{i}", 60, 30)])[0].RunNow);
            _now = _now.AddMinutes(60);
            planner.Plan(At(true) with { WaitCostPerHour = 0 }, []);
            _now = _now.AddMinutes(61);
            planner.Plan(At(true) with { WaitCostPerHour = 0 }, []);
        }

        Placement waits = planner.Plan(At(false), tasks)[0];
        Assert.Equal((false, PlacementReason.LastMoment), (waits.RunNow, waits.Reason));
        Assert.True(planner.Plan(At(true), tasks)[0].RunNow);
    }

    private void Step(bool isCharging, PlannableTask[] tasks, bool runs = false, int minutes = 0) =>
        Step(new PlanningFacts { Now = _now, IsCharging = isCharging, Forecast = new ChargeForecast { StartUtc = Start, PCharging = [] } }, tasks, runs, minutes);

    private void Step(PlanningFacts facts, PlannableTask[] tasks, bool runs, int minutes)
    {
        _account.Observe(facts, tasks);
        _account.Decided(tasks, [.. tasks.Select(t => new Placement(t.Index, runs, _now, _now, PlacementReason.WaitingNotWorth))]);
        _now = _now.AddMinutes(minutes);
    }

    private PlannableTask Task(string key, int minutes, int dueH, Preemption preemption = Preemption.Never) => new()
    {
        Index = 0,
        Key = key,
        ReleaseAt = _now,
        DeadlineAt = _now.AddHours(dueH),
        Duration = TimeSpan.FromMinutes(minutes),
        DurationP90 = TimeSpan.FromMinutes(minutes),
        PowerW = 4,
        Class = TaskClass.Background,
        Preemption = preemption,
    };

    [Theory]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public void A_loss_as_large_as_the_allowance_is_still_trusted(int losses, bool isTrusted)
    {
        for (int i = 0; i < losses; i++)
        {
            StepFree(false, [Task($"t{i}", minutes: 60, dueH: 20)], runs: true, minutes: 60);
            StepFree(true, [], minutes: 60);
            StepFree(true, []);
        }

        Assert.Equal((60 * losses, 0, isTrusted), (_account.Paid, _account.RulePaid, _account.IsTrusted));
    }

    [Fact]
    public void Without_a_charger_the_rule_starts_at_the_last_moment_at_which_all_can_be_done()
    {
        PlannableTask task = Task("a", minutes: 30, dueH: 10);
        Step(false, [task], minutes: 570);
        Step(false, [task], runs: true, minutes: 30);
        Step(false, []);
        Assert.Equal((30 + 0.5 * 9.5, 30 + 0.5 * 9.5), (Math.Round(_account.Paid, 6), Math.Round(_account.RulePaid, 6)));
    }

    [Fact]
    public void The_rules_last_moment_counts_the_tasks_behind_the_first()
    {
        PlannableTask[] two = [Task("a", minutes: 60, dueH: 10), Task("b", minutes: 30, dueH: 10) with { Index = 1 }];
        StepFree(false, two, minutes: 510);
        StepFree(false, two, runs: true, minutes: 60);
        StepFree(false, [], minutes: 30);
        StepFree(false, []);
        Assert.Equal((90, 90), (_account.Paid, _account.RulePaid));
    }

    [Fact]
    public void At_most_256_tasks_are_booked_at_a_time()
    {
        PlannableTask[] many = [.. Enumerable.Range(0, 257).Select(i => Task($"t{i}", minutes: 1, dueH: 10) with { Index = i })];
        StepFree(false, many, runs: true, minutes: 1);
        StepFree(true, [], minutes: 1);
        StepFree(true, []);
        Assert.Equal((256, 0), (_account.Paid, _account.RulePaid));
    }

    [Fact]
    public void Tasks_that_left_without_a_start_leave_room_for_others()
    {
        for (int i = 0; i < 300; i++) StepFree(false, [Task($"canceled{i}", minutes: 1, dueH: 1)], minutes: 1);
        StepFree(false, [Task("a", minutes: 60, dueH: 20)], runs: true, minutes: 60);
        StepFree(true, [], minutes: 60);
        StepFree(true, []);
        Assert.Equal(60, _account.Paid);
    }

    [Theory]
    [InlineData(4, 0.4, false, 60 * (0.6 + 0.4 * 0.875))]
    [InlineData(4, 0.4, true, 60 * 0.4 * 0.875)]
    [InlineData(4, 0, false, 60)]
    [InlineData(0, 1, false, 60)] // a task that draws nothing counts by the plain fact
    [InlineData(0, 1, true, 0)]
    public void A_minute_mixes_whether_it_charges_with_the_share_that_the_battery_supplies(double watts, double weight, bool isCharging, double paid)
    {
        var forecast = new ChargeForecast { StartUtc = Start, PCharging = [], Surplus = new SurplusForecast { IdleW = 3 } };
        PlanningFacts Sun(double harvestW) => new()
        {
            Now = _now,
            IsCharging = isCharging || harvestW > 10,
            HarvestW = harvestW,
            Forecast = forecast,
            SurplusWeight = weight,
            WaitCostPerHour = 0,
        };
        Step(Sun(3.5), [Task("a", minutes: 60, dueH: 12) with { PowerW = watts }], runs: true, minutes: 60);
        Step(Sun(20), [], runs: false, minutes: 60);
        Step(Sun(20), [], runs: false, minutes: 0);
        Assert.Equal(paid, _account.Paid, 1e-6);
    }

    // Waiting costs nothing, and every task may run at once while it charges.
    private void StepFree(bool isCharging, PlannableTask[] tasks, bool runs = false, int minutes = 0)
    {
        var forecast = new ChargeForecast { StartUtc = Start, PCharging = [] };
        Step(new PlanningFacts { Now = _now, IsCharging = isCharging, Forecast = forecast, WaitCostPerHour = 0, Concurrency = 300 }, tasks, runs, minutes);
    }
}
