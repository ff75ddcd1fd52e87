using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Outlook;
using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Scheduling;

/// <summary>Where charging cannot be foreseen, work waits for the hour in which the device is used least, and never too long.</summary>
public sealed class QuietHourTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset FourAtNight = Noon.AddHours(16);
    private static readonly PowerState OnBattery = new() { SocPct = 90, Source = PowerSource.Battery, Charging = ChargeStatus.Discharging, Quality = PowerQuality.Measured };

    private static PlanInput Input(DateTimeOffset now) => new()
    {
        Present = new ProjectionInput { Now = new Timestamp(now, 1_000_000_000 + (long)(now - Noon).TotalMilliseconds, ClockTrust.Ntp), Power = OnBattery },
        Tasks = [],
        BootId = "b",
        QuietestAt = now < FourAtNight ? FourAtNight : now < FourAtNight.AddHours(1) ? now : FourAtNight.AddDays(1),
    };

    private static PlanInput Powered(PlanInput input) => input with { Present = input.Present with { Power = OnBattery with { IsPowered = true } } };

    private static PlannableTask Task(int index, double? deadlineH, double minutes = 30) => new()
    {
        Index = index,
        ReleaseAt = Noon,
        DeadlineAt = deadlineH is { } h ? Noon.AddHours(h) : null,
        Duration = TimeSpan.FromMinutes(minutes),
        DurationP90 = TimeSpan.FromMinutes(minutes),
        PowerW = 4,
        Class = TaskClass.Background,
        Preemption = Preemption.Pause,
    };

    private static ChargeForecast Believed(double confidence, DateTimeOffset? nextCharge) => new()
    {
        StartUtc = Noon,
        PCharging = new double[ChargeForecast.Slots],
        Confidence = confidence,
        Windows = nextCharge is { } start ? [new ChargeWindow(start, null)] : [],
    };

    private static Placement Place(PlanInput input, PlannableTask task) => LastMomentPlanner.Place(input, [task], out _)[0];

    [Fact]
    public void A_task_that_may_wait_is_planned_into_the_quiet_hour_and_runs_in_it()
    {
        Placement planned = Place(Input(Noon), Task(0, 24));
        Assert.Equal((false, FourAtNight, PlacementReason.QuietestHour), (planned.RunNow, planned.PlannedStart, planned.Reason));
        foreach (int minute in new[] { 0, 30, 59 })
        {
            Placement placed = Place(Input(FourAtNight.AddMinutes(minute)), Task(0, 24));
            Assert.Equal((true, PlacementReason.QuietestHour), (placed.RunNow, placed.Reason));
        }
    }

    [Fact]
    public void The_plan_is_asked_again_when_the_hour_comes()
    {
        LastMomentPlanner.Place(Input(Noon), [Task(0, 48), Task(1, 24)], out DateTimeOffset? again);
        Assert.Equal(FourAtNight, again);
    }

    // Latest start: deadline - 30 min of run - 15 min of margin.
    [Theory]
    [InlineData(16.75, true)]
    [InlineData(16.74, false)]
    [InlineData(3, false)]
    public void A_quiet_hour_after_the_latest_start_is_not_waited_for(double deadlineH, bool quiet)
    {
        Placement placed = Place(Input(Noon), Task(0, deadlineH));
        Assert.Equal(quiet ? PlacementReason.QuietestHour : PlacementReason.LastMoment, placed.Reason);
        Assert.True(placed.PlannedStart <= Noon.AddHours(deadlineH).AddMinutes(-45));
    }

    [Fact]
    public void External_power_does_not_wait_for_it_nor_does_a_task_without_a_deadline_nor_one_that_runs()
    {
        Assert.True(Place(Powered(Input(Noon)), Task(0, 24)).RunNow);
        Assert.True(Place(Input(Noon), Task(0, null)).RunNow);
        Assert.True(Place(Input(Noon), Task(0, 24) with { IsStarted = true }).RunNow);
    }

    [Fact]
    public void Without_a_known_quiet_hour_or_a_trusted_clock_it_is_the_last_moment_as_before()
    {
        PlanInput nothing = Input(Noon) with { QuietestAt = null };
        PlanInput unsynced = Input(Noon) with { Present = Input(Noon).Present with { Now = new Timestamp(Noon, 0, ClockTrust.Unsynced) } };
        foreach (PlanInput input in new[] { nothing, unsynced })
        {
            Placement placed = Place(input, Task(0, 24));
            Assert.Equal((false, Noon.AddHours(23.25), PlacementReason.LastMoment), (placed.RunNow, placed.PlannedStart, placed.Reason));
        }
    }

    [Theory]
    [InlineData(0.0, false, true)]
    [InlineData(0.14, false, true)]
    [InlineData(0.15, false, false)]
    [InlineData(0.9, true, true)]
    public void The_planner_by_forecast_gives_way_only_where_it_has_nothing_to_go_by(double confidence, bool neverCharges, bool givesWay)
    {
        PlaceTasks place = LastMomentPlanner.Or(Other);
        PlanInput input = Input(Noon) with { Present = Input(Noon).Present with { Forecast = Believed(confidence, Noon.AddHours(2)) }, NeverCharges = neverCharges };
        Assert.Equal(givesWay, place(input, [Task(0, 24)], out _)[0].Reason == PlacementReason.QuietestHour);
        // On external power there is nothing to foresee, and without a quiet hour nothing better.
        Assert.Equal(PlacementReason.RicherWindow, place(Powered(input), [Task(0, 24)], out _)[0].Reason);
        Assert.Equal(PlacementReason.RicherWindow, place(input with { QuietestAt = null }, [Task(0, 24)], out _)[0].Reason);
    }

    private static Placement[] Other(PlanInput input, ReadOnlySpan<PlannableTask> tasks, out DateTimeOffset? askAgainAt)
    {
        askAgainAt = null;
        return [new Placement(0, false, input.Now.Utc, input.Now.Utc, PlacementReason.RicherWindow)];
    }

    // One machine, tasks one after the other as they are told to run: what earliest-deadline-first can serve is served.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_queue_due_at_the_same_time_is_still_done_in_time(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 30; round++)
        {
            double end = 0;
            List<PlannableTask> tasks = [.. Enumerable.Range(0, 6).Select(i =>
            {
                double minutes = 5 * random.Next(2, 36);
                end += minutes;
                return Task(i, (end + 60 + random.Next(0, 900)) / 60, minutes);
            })];
            DateTimeOffset now = Noon;
            while (tasks.Count > 0)
            {
                Placement[] plan = LastMomentPlanner.Place(Input(now), [.. tasks.Select((t, i) => t with { Index = i })], out DateTimeOffset? again);
                int run = Enumerable.Range(0, tasks.Count).Where(i => plan[i].RunNow).OrderBy(i => tasks[i].DeadlineAt).DefaultIfEmpty(-1).First();
                if (run < 0)
                {
                    Assert.True(again > now);
                    now = again.Value;
                    continue;
                }

                now += tasks[run].Duration;
                Assert.True(now <= tasks[run].DeadlineAt, $"round {round}");
                tasks.RemoveAt(run);
            }
        }
    }

    [Fact]
    public void People_are_told_why_it_waits()
    {
        var world = new World
        {
            Power = OnBattery,
            QuietestAt = World.Noon.AddHours(16),
        };
        world.Submit("'id':'a','kind':'noop','class':'background','args':{'duration_s':1200},'deadline':86400,'estimate':{'duration_s':1200}");
        world.Settle();
        Assert.Equal((TaskPhase.Deferred, PlacementReason.QuietestHour), (world["a"].Phase, world["a"].PlannedReason));
        Assert.Equal(World.Noon.AddHours(16), world["a"].PlannedStart);
        Assert.Contains("used least", world["a"].WaitReasons[0].Current, StringComparison.Ordinal);
    }

    // Of an hour of life the margin is six minutes, of two days a quarter hour.
    [Theory]
    [InlineData(1, 24)]
    [InlineData(48, 48 * 60 - 45)]
    public void The_last_moment_leaves_a_tenth_of_the_lifetime_and_at_most_a_quarter_hour(double deadlineH, double minutes)
    {
        Placement placed = Place(Input(Noon) with { QuietestAt = null }, Task(0, deadlineH));
        Assert.Equal((false, Noon.AddMinutes(minutes), Noon.AddMinutes(minutes + 30)), (placed.RunNow, placed.PlannedStart, placed.PlannedEnd));
        Placement now = Place(Powered(Input(Noon)), Task(0, deadlineH));
        Assert.Equal((true, Noon, Noon.AddMinutes(30)), (now.RunNow, now.PlannedStart, now.PlannedEnd));
    }

    [Theory]
    [InlineData(-60, PlacementReason.LastMoment)] // it is overdue
    [InlineData(0, PlacementReason.LastMoment)]
    [InlineData(120, PlacementReason.ExpectedWindow)]
    [InlineData(1394, PlacementReason.ExpectedWindow)]
    [InlineData(1395, PlacementReason.LastMoment)] // the latest start
    public void Without_a_quiet_hour_a_window_that_is_to_come_before_the_latest_start_is_waited_for(double minutes, PlacementReason reason)
    {
        PlanInput input = Input(Noon) with { Present = Input(Noon).Present with { Forecast = Believed(0.9, Noon.AddMinutes(minutes)) }, QuietestAt = null };
        Placement placed = Place(input, Task(0, 24));
        Assert.Equal((false, reason), (placed.RunNow, placed.Reason));
        if (reason == PlacementReason.ExpectedWindow) Assert.Equal(Noon.AddMinutes(minutes), placed.PlannedStart);
    }

    [Fact]
    public void The_quiet_hour_ends_after_an_hour()
    {
        Assert.True(Place(Input(Noon) with { QuietestAt = Noon.AddMinutes(-59.9) }, Task(0, 24)).RunNow);
        Assert.False(Place(Input(Noon) with { QuietestAt = Noon.AddHours(-1) }, Task(0, 24)).RunNow);
    }
}
