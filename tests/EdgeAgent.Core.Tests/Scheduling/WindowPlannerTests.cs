using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Tasks;
using static EdgeAgent.Core.Tests.Forecast.Habit;

namespace EdgeAgent.Core.Tests.Scheduling;

public sealed class WindowPlannerTests
{
    private static readonly Lazy<byte[]> NightlyState = new(() => Learned(28, l => Nightly(l)).Save());

    private static PlannableTask Task(int index, long now, double minutes, double deadlineH, Preemption preemption = Preemption.Never) => new()
    {
        Index = index,
        ReleaseAt = At(now),
        DeadlineAt = At(now).AddHours(deadlineH),
        Duration = TimeSpan.FromMinutes(minutes),
        DurationP90 = TimeSpan.FromMinutes(minutes),
        PowerW = 4,
        Class = TaskClass.Background,
        Preemption = preemption,
    };

    private static DateTimeOffset At(long min) => DateTimeOffset.FromUnixTimeSeconds(min * 60);

    private static PlanningFacts Facts(int hour, int minute = 0, double? soc = null, double reserve = 0)
    {
        long now = Start + 28 * Day + hour * 60 + minute;
        Assert.True(ChargeForecaster.TryLoad(NightlyState.Value, now, 3, ChargePrior.None, out ChargeForecaster forecaster));
        Feed(forecaster, Start + 28 * Day, now + 1, l => Nightly(l), Utc);
        return new PlanningFacts
        {
            Now = At(now),
            IsCharging = Nightly(now),
            Forecast = forecaster.Forecast(Utc, now),
            SocPct = soc,
            ReservePct = reserve,
            CapacityWh = 20,
        };
    }

    private static long Min(PlanningFacts f) => f.Now.ToUnixTimeSeconds() / 60;

    private static Placement[] Plan(PlanningFacts facts, params PlannableTask[] tasks) => new WindowPlanner().Plan(facts, tasks);

    [Fact]
    public void Noon_work_waits_for_the_night_and_says_when()
    {
        PlanningFacts facts = Facts(12);
        Placement p = Plan(facts, Task(0, Min(facts), 60, 24))[0];
        Assert.False(p.RunNow);
        Assert.Equal(PlacementReason.ExpectedWindow, p.Reason);
        Assert.InRange((p.PlannedStart - facts.Now).TotalHours, 9, 12);
    }

    [Fact]
    public void Work_that_waits_for_the_charger_is_told_the_hour_at_which_the_charger_is_expected_and_no_later_one_that_is_surer()
    {
        PlanningFacts facts = Facts(12);
        Placement p = Plan(facts, Task(0, Min(facts), 60, 24))[0];
        Assert.InRange((p.PlannedStart - facts.Forecast.NextChargeStart!.Value).TotalMinutes, 0, 15);
    }

    [Fact]
    public void Work_without_a_deadline_that_nothing_will_start_is_told_no_hour_within_the_forecast()
    {
        PlanningFacts facts = Facts(12);
        PlannableTask never = Task(0, Min(facts), 60, 24) with { DeadlineAt = null, MustWait = true, Allowed = new bool[ChargeForecast.Slots] };
        Assert.True(Plan(facts, never)[0].PlannedStart >= facts.Forecast.ChainStart.AddHours(48));
    }

    [Fact]
    public void Work_starts_at_once_in_a_window_that_is_long_enough()
    {
        PlanningFacts facts = Facts(23);
        Placement p = Plan(facts, Task(0, Min(facts), 60, 24))[0];
        Assert.True(p.RunNow);
        Assert.Equal(PlacementReason.ChargingNow, p.Reason);
    }

    [Fact]
    public void A_window_too_short_for_work_that_cannot_pause_is_left_and_used_by_work_that_can()
    {
        PlanningFacts facts = Facts(5, 10);
        Assert.False(Plan(facts, Task(0, Min(facts), 180, 40))[0].RunNow);
        Assert.True(Plan(facts, Task(0, Min(facts), 180, 40, Preemption.Pause))[0].RunNow);
    }

    [Fact]
    public void Waiting_is_given_up_when_no_window_is_likely_before_the_deadline()
    {
        PlanningFacts facts = Facts(8);
        Placement p = Plan(facts, Task(0, Min(facts), 30, 7))[0];
        Assert.True(p.RunNow);
        Assert.Equal(PlacementReason.WaitingNotWorth, p.Reason);
    }

    [Fact]
    public void One_task_runs_and_the_others_are_queued_behind_it_without_overlap()
    {
        PlanningFacts facts = Facts(23);
        PlannableTask[] tasks = [.. Enumerable.Range(0, 6).Select(i => Task(i, Min(facts), 45, 30))];
        Placement[] plan = new WindowPlanner().Plan(facts, tasks);
        Assert.Single(plan, p => p.RunNow);
        Placement[] byStart = [.. plan.OrderBy(p => p.PlannedStart)];
        for (int i = 1; i < byStart.Length; i++) Assert.True(byStart[i].PlannedStart >= byStart[i - 1].PlannedEnd);
        Assert.All(byStart.Skip(1), p => Assert.Equal(PlacementReason.QueuedBehind, p.Reason));
    }

    [Fact]
    public void The_reserve_is_never_touched_not_even_at_the_last_moment()
    {
        PlanningFacts facts = Facts(12, soc: 22, reserve: 20);
        Placement p = Plan(facts, Task(0, Min(facts), 60, 1))[0];
        Assert.False(p.RunNow);
        Assert.Equal(PlacementReason.ReserveTooLow, p.Reason);
        Assert.True(Plan(Facts(12, soc: 80, reserve: 20), Task(0, Min(facts), 60, 1))[0].RunNow);
    }

    [Fact]
    public void The_same_facts_give_the_same_plan_whatever_was_planned_before()
    {
        PlanningFacts facts = Facts(12);
        PlannableTask[] tasks = [.. Enumerable.Range(0, 30).Select(i => Task(i, Min(facts), 10 + i * 7 % 50, 6 + i * 5 % 40, (Preemption)(i % 3)))];
        var used = new WindowPlanner();
        used.Plan(Facts(23), tasks);
        used.Plan(facts, tasks.AsSpan(0, 7));
        Assert.Equal(new WindowPlanner().Plan(facts, tasks), used.Plan(facts, tasks));
    }

    [Fact]
    public void On_a_solar_site_the_rich_hours_are_chosen()
    {
        var forecaster = new ChargeForecaster();
        double Sun(long at) => Math.Max(0, 18 * Math.Sin((at % Day - 360) / 720.0 * Math.PI));
        long now = Start + 20 * Day + 7 * 60;
        for (long at = Start; at <= now; at += 10) forecaster.Observe(new ChargeSample(at, Sun(at) >= 3, Sun(at)), Utc);
        var facts = new PlanningFacts { Now = At(now), IsCharging = true, Forecast = forecaster.Forecast(Utc, now), SurplusWeight = 1 };
        Placement p = Plan(facts, Task(0, now, 60, 12) with { PowerW = 6 })[0];
        Assert.False(p.RunNow);
        Assert.Equal(PlacementReason.RicherWindow, p.Reason);
        Assert.InRange((p.PlannedStart - facts.Now).TotalHours, 1, 5);
    }

    // Every set of released tasks that earliest-deadline-first can serve, the planner serves, whatever it believes about charging.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void No_deadline_that_could_be_met_is_missed(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 40; round++)
        {
            PlanningFacts facts = Facts(random.Next(24));
            var tasks = new List<PlannableTask>();
            double end = 0;
            for (int i = 0; i < 6; i++)
            {
                double minutes = 5 * random.Next(2, 36);
                end += minutes;
                tasks.Add(Task(i, Min(facts), minutes, (end + random.Next(0, 400)) / 60));
            }

            Assert.Empty(MissedWhenPlayed(facts, tasks, random));
        }
    }

    private static List<int> MissedWhenPlayed(PlanningFacts facts, List<PlannableTask> tasks, Random random)
    {
        var planner = new WindowPlanner();
        var missed = new List<int>();
        DateTimeOffset now = facts.Now;
        for (int guard = 0; tasks.Count > 0 && guard < 5000; guard++)
        {
            bool charging = random.Next(4) == 0;
            Placement[] plan = planner.Plan(facts with { Now = now, IsCharging = charging }, [.. tasks.Select((t, i) => t with { Index = i })]);
            int run = Array.FindIndex(plan, p => p.RunNow);
            if (run < 0)
            {
                DateTimeOffset row = now.AddMinutes(10);
                now = planner.AskAgainAt > now && planner.AskAgainAt < row ? planner.AskAgainAt : row;
                continue;
            }

            now += tasks[run].Duration;
            if (now > tasks[run].DeadlineAt) missed.Add(run);
            tasks.RemoveAt(run);
        }

        return missed;
    }

    [Theory]
    [InlineData(60, 24, 5)] // room enough: the margin alone
    [InlineData(60, 2, 5)] // its own hour and one more just fit
    [InlineData(70, 2, 5 + 2 * 70 - 120)] // what does not fit beside a task that nobody has submitted yet starts earlier
    public void The_plan_is_asked_again_at_the_last_moment_of_a_task(int minutes, int deadlineH, int marginMin)
    {
        PlanningFacts facts = Facts(12);
        var planner = new WindowPlanner();
        planner.Plan(facts, [Task(0, Min(facts), minutes, deadlineH)]);
        Assert.Equal(facts.Now.AddHours(deadlineH).AddMinutes(-minutes - marginMin), planner.AskAgainAt);
        planner.Plan(facts, []);
        Assert.Equal(DateTimeOffset.MaxValue, planner.AskAgainAt);
    }

    [Fact]
    public void The_last_moment_of_a_task_counts_those_behind_it()
    {
        PlanningFacts facts = Facts(12);
        var planner = new WindowPlanner();
        planner.Plan(facts, [Task(0, Min(facts), 60, 24), Task(1, Min(facts), 30, 24), Task(2, Min(facts), 45, 30)]);
        // The last has six hours of its own; the others share one deadline.
        Assert.Equal(facts.Now.AddHours(24).AddMinutes(-95), planner.AskAgainAt);
    }

    [Theory]
    [InlineData(65, true)]
    [InlineData(66, false)]
    public void At_its_last_moment_a_task_starts_whatever_it_costs(int minutesLeft, bool isLast)
    {
        PlanningFacts facts = Facts(12);
        Placement p = Plan(facts, Task(0, Min(facts), 60, minutesLeft / 60.0) with { ReleaseAt = facts.Now.AddDays(-1) })[0];
        Assert.Equal(isLast, p is { RunNow: true, Reason: PlacementReason.LastMoment });
    }

    [Theory]
    [InlineData(40, true)] // 4 W for an hour are a fifth of 20 Wh: from 60 to 40 %
    [InlineData(40.1, false)]
    public void A_task_may_use_the_charge_down_to_the_reserve_and_no_further(double reserve, bool runs)
    {
        PlanningFacts facts = Facts(12, soc: 60, reserve: reserve);
        Placement p = Plan(facts, Task(0, Min(facts), 60, 1) with { ReleaseAt = facts.Now.AddDays(-1) })[0];
        Assert.Equal((runs, runs ? PlacementReason.LastMoment : PlacementReason.ReserveTooLow), (p.RunNow, p.Reason));
    }

    [Theory]
    [InlineData(40, false)]
    [InlineData(40.1, true)]
    public void Without_a_known_capacity_the_present_charge_must_lie_above_the_reserve(double soc, bool runs)
    {
        PlanningFacts facts = Facts(12, soc: soc, reserve: 40) with { CapacityWh = null };
        PlannableTask task = Task(0, Min(facts), 60, 1) with { ReleaseAt = facts.Now.AddDays(-1) };
        Assert.Equal(runs, Plan(facts, task)[0].RunNow);
        Assert.True(Plan(facts, task with { Class = TaskClass.Critical })[0].RunNow);
        Assert.True(Plan(Facts(23, soc: soc, reserve: 40) with { CapacityWh = null }, Task(0, Min(Facts(23)), 60, 24))[0].RunNow);
    }

    [Fact]
    public void As_many_tasks_start_as_may_run_at_once()
    {
        PlanningFacts facts = Facts(23);
        PlannableTask[] three = [Task(0, Min(facts), 60, 24), Task(1, Min(facts), 60, 25), Task(2, Min(facts), 60, 26)];
        Assert.Equal([1, 2, 3, 3], Enumerable.Range(1, 4).Select(n => Plan(facts with { Concurrency = n }, three).Count(p => p.RunNow)));
        // One that runs already, and cannot pause, holds its slot.
        three[2] = three[2] with { IsStarted = true };
        Assert.Equal([false, false, true], Plan(facts, three).Select(p => p.RunNow));
        Assert.Equal(2, Plan(facts with { Concurrency = 2 }, three).Count(p => p.RunNow));
    }
}
