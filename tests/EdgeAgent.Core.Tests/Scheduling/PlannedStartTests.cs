using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Tasks;
using static EdgeAgent.Core.Tests.Forecast.Habit;

namespace EdgeAgent.Core.Tests.Scheduling;

/// <summary>Where the window planner puts single tasks: to the minute, with the reason, also by a forecast that is some hours old.</summary>
public sealed class PlannedStartTests
{
    private static readonly Lazy<byte[]> NightlyState = new(() => Learned(28, l => Nightly(l)).Save());

    private static DateTimeOffset At(long min) => DateTimeOffset.FromUnixTimeSeconds(min * 60);

    // Nights from about 22:00 to 6:00 charge.
    private static PlanningFacts Facts(int hour, int minute = 0)
    {
        long now = Start + 28 * Day + hour * 60 + minute;
        Assert.True(ChargeForecaster.TryLoad(NightlyState.Value, now, 3, ChargePrior.None, out ChargeForecaster forecaster));
        Feed(forecaster, Start + 28 * Day, now + 1, l => Nightly(l), Utc);
        return new PlanningFacts { Now = At(now), IsCharging = Nightly(now), Forecast = forecaster.Forecast(Utc, now) };
    }

    // A site of which nothing is known: what is now goes on for ever.
    private static PlanningFacts Unknown(bool isCharging, double waitCostPerHour = 0.5) => new()
    {
        Now = At(Start),
        IsCharging = isCharging,
        Forecast = new ChargeForecast { StartUtc = At(Start), ChainStart = At(Start), PCharging = new double[ChargeForecast.Slots] },
        WaitCostPerHour = waitCostPerHour,
    };

    private static PlannableTask Task(PlanningFacts facts, double minutes, double? dueMinutes, Preemption preemption = Preemption.Never) => new()
    {
        Index = 0,
        ReleaseAt = facts.Now,
        DeadlineAt = dueMinutes is { } due ? facts.Now.AddMinutes(due) : null,
        Duration = TimeSpan.FromMinutes(minutes),
        DurationP90 = TimeSpan.FromMinutes(minutes),
        PowerW = 4,
        Class = TaskClass.Background,
        Preemption = preemption,
    };

    private static Placement Place(PlanningFacts facts, PlannableTask task) => new WindowPlanner().Plan(facts, [task])[0];

    [Theory]
    [InlineData(Preemption.Never)]
    [InlineData(Preemption.Pause)]
    public void Where_nothing_is_to_come_and_waiting_costs_nothing_a_task_starts_at_once(Preemption preemption)
    {
        PlanningFacts facts = Unknown(isCharging: false, waitCostPerHour: 0);
        Placement placed = Place(facts, Task(facts, 60, 1440, preemption));
        Assert.Equal((true, facts.Now, facts.Now.AddMinutes(60), PlacementReason.WaitingNotWorth), (placed.RunNow, placed.PlannedStart, placed.PlannedEnd, placed.Reason));
    }

    [Fact]
    public void Of_equal_tasks_the_first_of_the_list_starts()
    {
        PlanningFacts facts = Unknown(isCharging: true);
        PlannableTask[] equal = [.. Enumerable.Range(0, 3).Select(i => Task(facts, 60, 1440) with { Index = i, Priority = TaskPriority.Normal })];
        Assert.Equal([true, false, false], new WindowPlanner().Plan(facts, equal).Select(p => p.RunNow));
        equal[2] = equal[2] with { Priority = TaskPriority.High };
        Assert.Equal([false, false, true], new WindowPlanner().Plan(facts, equal).Select(p => p.RunNow));
    }

    [Fact]
    public void Of_tasks_that_gain_as_much_the_shorter_one_starts()
    {
        PlanningFacts facts = Unknown(isCharging: true);
        PlannableTask[] tasks = [Task(facts, 60, 1440), Task(facts, 30, 1441) with { Index = 1 }];
        Assert.Equal([false, true], new WindowPlanner().Plan(facts, tasks).Select(p => p.RunNow));
    }

    [Theory]
    [InlineData(65, true)]
    [InlineData(65.001, false)]
    public void The_last_moment_is_exact(double dueMinutes, bool isLast)
    {
        PlanningFacts facts = Facts(12);
        Placement placed = Place(facts, Task(facts, 60, dueMinutes) with { ReleaseAt = facts.Now.AddDays(-1) });
        Assert.Equal(isLast, placed.Reason == PlacementReason.LastMoment);
    }

    [Fact]
    public void The_next_task_is_planned_for_the_end_of_the_one_that_starts()
    {
        PlanningFacts facts = Facts(23);
        Placement[] plan = new WindowPlanner().Plan(facts, [Task(facts, 45, 1800), Task(facts, 30, 1801) with { Index = 1 }, Task(facts, 60, 1802) with { Index = 2 }]);
        double[] starts = [.. plan.Select(p => (p.PlannedStart - facts.Forecast.ChainStart).TotalMinutes).Order()];
        Placement first = Assert.Single(plan, p => p.RunNow);
        Assert.Equal((first.PlannedEnd - facts.Forecast.ChainStart).TotalMinutes, starts[1], 15.0);
        Assert.All(starts.Skip(1), s => Assert.Equal(0, s % 15, 1e-6));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(14)]
    public void A_task_that_waits_for_the_charger_is_planned_for_the_minute_at_which_that_is_expected(int minute)
    {
        PlanningFacts facts = Facts(12);
        DateTimeOffset comes = facts.Forecast.ChainStart.AddHours(10).AddMinutes(minute);
        PlanningFacts told = facts with { Forecast = facts.Forecast with { Windows = [new ChargeWindow(comes, comes.AddHours(8))] } };
        Placement placed = Place(told, Task(facts, 60, 1440));
        Assert.Equal((comes, comes.AddMinutes(60), PlacementReason.ExpectedWindow), (placed.PlannedStart, placed.PlannedEnd, placed.Reason));
    }

    [Fact]
    public void A_window_that_has_ended_is_no_power()
    {
        PlanningFacts facts = Facts(12);
        DateTimeOffset comes = facts.Forecast.ChainStart.AddHours(10);
        ChargeWindow over = new(facts.Now.AddHours(-5), facts.Now);
        PlanningFacts told = facts with { Forecast = facts.Forecast with { Windows = [over, new ChargeWindow(comes, null)] } };
        Assert.Equal(comes, Place(told, Task(facts, 60, 1440)).PlannedStart);
    }

    [Fact]
    public void A_forecast_that_is_hours_old_leads_to_the_same_window()
    {
        PlanningFacts facts = Facts(12);
        DateTimeOffset comes = facts.Forecast.ChainStart.AddHours(10);
        PlanningFacts told = facts with { Forecast = facts.Forecast with { Windows = [new ChargeWindow(comes, comes.AddHours(8))] } };
        foreach (double hours in (double[])[0.5, 1, 3, 6])
        {
            PlanningFacts later = told with { Now = told.Now.AddHours(hours) };
            Assert.Equal(comes, Place(later, Task(later, 60, 1440)).PlannedStart);
        }
    }

    [Fact]
    public void A_forecast_that_is_hours_old_knows_when_the_present_window_ends()
    {
        PlanningFacts facts = Facts(23);
        PlanningFacts early = facts with { Now = facts.Now.AddHours(1) }, late = facts with { Now = facts.Now.AddHours(6) };
        Assert.True(Place(early, Task(early, 180, 2400)).RunNow);
        Assert.False(Place(late, Task(late, 180, 2400)).RunNow);
    }

    [Fact]
    public void A_task_that_gives_up_waiting_but_must_not_start_yet_is_planned_for_now()
    {
        PlanningFacts facts = Facts(8);
        Placement placed = Place(facts, Task(facts, 30, 420) with { MustWait = true });
        Assert.Equal((false, facts.Now, PlacementReason.WaitingNotWorth), (placed.RunNow, placed.PlannedStart, placed.Reason));
    }

    [Fact]
    public void A_task_is_planned_for_the_first_slot_in_which_the_rules_allow_it()
    {
        PlanningFacts facts = Facts(8);
        bool[] allowed = [.. Enumerable.Range(0, ChargeForecast.Slots).Select(k => k >= 6)];
        Placement placed = Place(facts, Task(facts, 30, 420) with { MustWait = true, Allowed = allowed });
        Assert.Equal(facts.Forecast.ChainStart.AddMinutes(90), placed.PlannedStart);
    }

    [Fact]
    public void A_task_that_the_rules_never_allow_is_planned_for_its_last_moment()
    {
        PlanningFacts facts = Facts(8);
        Placement placed = Place(facts, Task(facts, 30, 420) with { MustWait = true, Allowed = new bool[ChargeForecast.Slots] });
        Assert.Equal(PlacementReason.LastMoment, placed.Reason);
        Assert.InRange((placed.PlannedStart - facts.Now).TotalMinutes, 420 - 35 - 15, 420 - 35);
    }

    [Fact]
    public void A_window_that_is_shorter_than_the_run_is_named_as_the_reason()
    {
        PlanningFacts facts = Facts(5, 10);
        Placement placed = Place(facts, Task(facts, 180, 2400));
        Assert.Equal((false, PlacementReason.WindowTooShort), (placed.RunNow, placed.Reason));
    }

    [Theory]
    [InlineData(30, 50, true)] // 2 Wh of 20
    [InlineData(30, 50.1, false)]
    [InlineData(120, 20, true)]
    [InlineData(120, 20.1, false)]
    public void A_task_takes_its_power_for_as_long_as_it_runs_from_the_battery(double minutes, double reserve, bool runs)
    {
        PlanningFacts facts = Facts(12) with { SocPct = 60, ReservePct = reserve, CapacityWh = 20 };
        Placement placed = Place(facts, Task(facts, minutes, minutes) with { ReleaseAt = facts.Now.AddDays(-1) });
        Assert.Equal(runs, placed.RunNow);
    }

    [Fact]
    public void A_reserve_of_nothing_holds_nothing_back_and_on_external_power_none_is_needed()
    {
        PlanningFacts dark = Facts(12) with { SocPct = 10, ReservePct = 0, CapacityWh = 20 };
        Assert.True(Place(dark, Task(dark, 600, 600)).RunNow);
        PlanningFacts night = Facts(23) with { SocPct = 10, ReservePct = 20, CapacityWh = 20 };
        Assert.True(Place(night, Task(night, 60, 1440)).RunNow);
    }

    [Fact]
    public void A_long_task_that_cannot_pause_does_not_start_before_another_that_could_then_not_be_done_in_time()
    {
        PlanningFacts facts = Facts(23);
        PlannableTask[] tasks = [Task(facts, 60, 500) with { MustWait = true }, Task(facts, 450, 2000) with { Index = 1 }];
        Assert.False(new WindowPlanner().Plan(facts, tasks)[1].RunNow);
        tasks[1] = tasks[1] with { Preemption = Preemption.Pause };
        Assert.True(new WindowPlanner().Plan(facts, tasks)[1].RunNow);
    }
}
