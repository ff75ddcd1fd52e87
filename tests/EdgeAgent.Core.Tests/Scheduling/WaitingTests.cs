using EdgeAgent.Contract;
using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Core.Tests.Scheduling;

/// <summary>Constraints, holds, quotas, deadlines, and how each is explained.</summary>
public class WaitingTests
{
    [Theory]
    [InlineData("'charging':true", WaitReason.ConstraintCharging)]
    [InlineData("'external_power':true", WaitReason.ConstraintCharging)]
    [InlineData("'min_soc_pct':90.1", WaitReason.ConstraintBatteryNotLow)]
    [InlineData("'idle':true", WaitReason.ConstraintDeviceIdle)]
    [InlineData("'network':'any'", WaitReason.ConstraintConnectivity)]
    [InlineData("'network':'unmetered'", WaitReason.ConstraintConnectivity)]
    [InlineData("'max_cpu_temperature_c':44.9", WaitReason.Thermal)]
    [InlineData("'min_soc_pct':90,'max_cpu_temperature_c':45,'battery_not_low':true,'storage_not_low':true", null)]
    public void Each_constraint_holds_back_with_its_reason_current_and_required(string constraint, WaitReason? reason)
    {
        var world = new World { Power = World.OnBattery(90) };
        world.System = world.System with { Network = NetworkKind.None };
        world.Submit($"'id':'a','kind':'noop','constraints':{{{constraint}}}");
        world.Settle();
        Assert.Equal(reason is null ? [] : [reason.Value], world.WaitsOf("a"));
        Assert.All(world["a"].WaitReasons, w => Assert.True(w.Current.Length > 0 && w.Required.Length > 0 && w.Since == world.Now.Utc));
    }

    [Theory]
    [InlineData(0.5, true)]
    [InlineData(0.01, false)]
    public void A_wait_for_an_idle_device_names_the_next_quarter_hour_that_is_usually_idle_once_habits_are_known(double confidence, bool isKnown)
    {
        double[] idle = new double[ChargeForecast.Slots];
        Array.Fill(idle, 0.9, 12, 20);
        var world = new World
        {
            Power = World.OnBattery(90),
            Forecast = new ChargeForecast { StartUtc = World.Noon, PCharging = new double[ChargeForecast.Slots], PIdle = idle, Confidence = confidence },
        };
        world.Submit("'id':'a','kind':'noop','constraints':{'idle':true}");
        world.Settle();
        WaitCondition wait = Assert.Single(world["a"].WaitReasons, w => w.Reason == WaitReason.ConstraintDeviceIdle);
        Assert.Equal(isKnown ? World.Noon.AddHours(3) : null, wait.EstimatedAt);
    }

    [Fact]
    public void Storage_and_low_battery_are_named()
    {
        var world = new World { Power = World.OnBattery(29) };
        world.System = world.System with { DiskUsedPct = 90 };
        world.Submit("'id':'a','kind':'noop','class':'critical','constraints':{'storage_not_low':true,'battery_not_low':true}");
        world.Settle();
        Assert.Equal([WaitReason.ConstraintBatteryNotLow, WaitReason.ConstraintStorageNotLow], world.WaitsOf("a"));
    }

    [Theory]
    [InlineData("device")]
    [InlineData("kind")]
    [InlineData("tag")]
    [InlineData("task")]
    [InlineData("pause")]
    public void A_hold_lets_nothing_of_its_scope_start_not_even_critical_work(string scope)
    {
        var world = new World();
        world.Submit("'id':'a','kind':'noop','class':'critical','tags':['t']");
        world.Submit("'id':'other','kind':'exec'");
        world.Holds = scope switch
        {
            "device" => new Holds { Device = true },
            "kind" => new Holds { Kinds = new HashSet<string> { "noop" } },
            "tag" => new Holds { Tags = new HashSet<string> { "t" } },
            "task" => new Holds { Tasks = new HashSet<string> { "a" } },
            _ => Holds.None,
        };
        if (scope == "pause") world.Happen("a", new TaskEvent.UserPause(true));
        world.Settle();
        Assert.Equal([WaitReason.UserHold], world.WaitsOf("a"));
        Assert.Equal(scope == "pause" ? "resume" : "release", world["a"].WaitReasons[0].Required);
        Assert.Equal(scope == "device" ? TaskPhase.Waiting : TaskPhase.Running, world["other"].Phase);
        world.Holds = Holds.None;
        world.Happen("a", new TaskEvent.UserPause(false));
        world.Settle();
        Assert.Equal(TaskPhase.Running, world["a"].Phase);
    }

    [Theory]
    [InlineData(22, 59, false)]
    [InlineData(23, 0, true)]
    [InlineData(3, 59, true)]
    [InlineData(4, 0, false)]
    public void In_quiet_hours_only_critical_work_starts(int hour, int minute, bool quiet)
    {
        var world = new World { Policy = new SchedulingPolicy { QuietHours = [new QuietHours(new TimeOnly(23, 0), new TimeOnly(4, 0))] } };
        world.Now = world.Now with { Utc = new DateTimeOffset(2026, 3, 10, hour, minute, 0, TimeSpan.Zero) };
        world.Submit("'id':'n','kind':'noop'");
        world.Submit("'id':'c','kind':'noop','class':'critical'");
        world.Settle();
        Assert.Equal(quiet ? TaskPhase.Waiting : TaskPhase.Running, world["n"].Phase);
        if (quiet) Assert.Equal((WaitReason.QuietHours, 4), (world["n"].WaitReasons[0].Reason, world["n"].WaitReasons[0].EstimatedAt!.Value.Hour));
        Assert.Equal(TaskPhase.Running, world["c"].Phase);
    }

    [Fact]
    public void Expedited_work_starts_on_a_low_battery_until_its_quota_is_used_up()
    {
        var world = new World { Power = World.OnBattery(18), Policy = new SchedulingPolicy { ExpeditedPerDay = [100, 2, 10, 5] } };
        for (int n = 0; n < 2; n++)
        {
            world.Submit($"'id':'e{n}','kind':'noop','expedited':{{}}");
            world.Settle();
            Assert.Equal(TaskPhase.Running, world[$"e{n}"].Phase);
            world.Exit($"e{n}");
        }

        world.Submit("'id':'normal','kind':'noop','expedited':{'if_out_of_quota':'run_as_normal'}");
        world.Submit("'id':'drop','kind':'noop','expedited':{'if_out_of_quota':'drop'}");
        world.Settle();
        Assert.Equal(TaskPhase.Waiting, world["normal"].Phase);
        Assert.Equal((TaskPhase.Canceled, StopReason.Quota), (world["drop"].Phase, world["drop"].Reason));
        world.Pass(TimeSpan.FromHours(25));
        world.Quotas = world.Quotas.Trim(world.Now);
        world.Settle();
        Assert.Equal(TaskPhase.Running, world["normal"].Phase);
    }

    [Fact]
    public void A_runaway_kind_is_held_back_on_battery_and_nobody_else()
    {
        var world = new World { Policy = new SchedulingPolicy { StartsPerKindPerDay = 2 } };
        for (int n = 0; n < 3; n++)
        {
            world.Submit($"'id':'t{n}','kind':'noop'");
            world.Settle();
            if (n < 2) world.Exit($"t{n}");
        }

        world.Submit("'id':'x','kind':'exec'");
        world.Settle();
        Assert.Equal([WaitReason.Quota], world.WaitsOf("t2"));
        Assert.Equal(TaskPhase.Running, world["x"].Phase);
        world.Power = World.Powered(90);
        world.Settle();
        Assert.Equal(TaskPhase.Running, world["t2"].Phase);
    }

    [Theory]
    [InlineData("normal", "normal", 49.9, 50)]
    [InlineData("background", "high", 32.9, 33)]
    [InlineData("background", "low", 54.9, 55)]
    public void A_class_wish_relaxes_at_its_share_of_the_lifetime(string taskClass, string priority, double before, double at)
    {
        foreach ((double share, bool may) in new[] { (before, false), (at, true) })
        {
            var world = new World { Power = World.OnBattery(40) };
            world.Submit($"'id':'a','kind':'noop','class':'{taskClass}','priority':'{priority}','deadline':100000");
            world.Pass(TimeSpan.FromSeconds(share * 1000));
            Assert.Equal(may, !Scheduler.Outlook(world["a"], world.Input())!.WaitReasons.Any(w => w.Reason == WaitReason.ConstraintBatteryNotLow));
        }
    }

    [Fact]
    public void Charging_only_work_starts_on_battery_at_the_last_moment_but_never_below_the_floor()
    {
        foreach ((double soc, TaskPhase phase) in new[] { (60.0, TaskPhase.Running), (30.0, TaskPhase.Failed) })
        {
            var world = new World { Power = World.OnBattery(soc) };
            world.Submit("'id':'a','kind':'noop','class':'charging_only','deadline':10000,'estimate':{'duration_s':1000}");
            world.Settle();
            Assert.Equal(TaskPhase.Waiting, world["a"].Phase);
            world.Pass(TimeSpan.FromSeconds(10_000 - 1250 - 900 - 1));
            world.Settle();
            Assert.NotEqual(TaskPhase.Running, world["a"].Phase);
            world.Pass(TimeSpan.FromSeconds(1));
            world.Settle();
            world.Pass(TimeSpan.FromSeconds(2200));
            world.Settle();
            Assert.Equal(phase, world["a"].Phase);
        }
    }

    [Fact]
    public void What_a_document_demands_holds_to_the_end_unless_it_is_flexible()
    {
        var world = new World { Power = World.OnBattery(90) };
        world.Submit("'id':'hard','kind':'noop','constraints':{'charging':true},'deadline':1000");
        world.Submit("'id':'soft','kind':'noop','constraints':{'charging':true,'flexible':true},'deadline':1000");
        world.Settle();
        Assert.All(world.Tasks, t => Assert.Equal(TaskPhase.Waiting, t.Phase));
        world.Pass(TimeSpan.FromSeconds(600));
        world.Settle();
        Assert.Equal(TaskPhase.Running, world["soft"].Phase);
        world.Pass(TimeSpan.FromSeconds(399.999));
        world.Settle();
        Assert.Equal(TaskPhase.Waiting, world["hard"].Phase);
        world.Pass(TimeSpan.FromSeconds(0.001));
        world.Settle();
        Assert.Equal((TaskPhase.Failed, StopReason.DeadlineExpired), (world["hard"].Phase, world["hard"].Reason));
        Assert.Equal(TaskState.Failed, world["hard"].State);
    }

    [Fact]
    public void A_run_that_would_eat_into_the_reserve_waits_for_energy()
    {
        var world = new World { Power = World.OnBattery(75), PackWh = 10 };
        world.Submit("'id':'fits','kind':'noop','estimate':{'duration_s':60,'energy_mwh':5500}");
        world.Submit("'id':'eats','kind':'noop','estimate':{'duration_s':60,'energy_mwh':5501}");
        world.Settle();
        Assert.Equal(TaskPhase.Running, world["fits"].Phase);
        Assert.Equal([WaitReason.EnergyBudget], world.WaitsOf("eats"));
    }

    [Fact]
    public void A_deferred_task_says_when_and_why()
    {
        var world = new World { Power = World.OnBattery(90) };
        DateTimeOffset later = World.Noon.AddHours(3);
        world.Planner = (PlanInput input, ReadOnlySpan<PlannableTask> tasks, out DateTimeOffset? again) =>
        {
            again = later;
            return input.Now.Utc < later ? [new Placement(0, false, later, later.AddHours(1), PlacementReason.ExpectedWindow)] : [new Placement(0, true, later, later, PlacementReason.ChargingNow)];
        };
        world.Submit("'id':'a','kind':'noop','class':'background'");
        Plan plan = world.Settle();
        Assert.Equal((TaskPhase.Deferred, later, PlacementReason.ExpectedWindow), (world["a"].Phase, world["a"].PlannedStart, world["a"].PlannedReason));
        Assert.Equal((WaitReason.PlannedWindow, later), (world["a"].WaitReasons[0].Reason, world["a"].WaitReasons[0].EstimatedAt));
        Assert.Equal(later, plan.NextWakeUpAt(world.Now));
        world.Pass(TimeSpan.FromHours(3));
        world.Settle();
        Assert.Equal(TaskPhase.Running, world["a"].Phase);
    }

    [Fact]
    public void A_dry_run_tells_what_would_become_of_a_task_and_leaves_no_trace()
    {
        var world = new World { Power = World.OnBattery(60) };
        var spec = TaskDocument.Parse("{\"id\":\"x\",\"kind\":\"noop\",\"delay_s\":60}"u8, DocumentRules.Default).Spec!;
        TaskForecast outlook = Scheduler.DryRun(Admitted(spec), world.Input());
        Assert.Equal(TaskPhase.Scheduled, outlook.Phase);
        Assert.Equal([WaitReason.MinimumLatency, WaitReason.ConstraintBatteryNotLow], outlook.WaitReasons.Select(w => w.Reason));
        Assert.Equal(TaskPhase.Ready, Scheduler.DryRun(Admitted(spec with { Delay = null, Class = TaskClass.Background }), world.Input()).Phase);
        Assert.Empty(world.Tasks);

        TaskRecord Admitted(TaskSpec task)
        {
            var known = new KnownTasks { Find = static _ => null, FindUnique = static _ => [], Unfinished = 0 };
            return ((Admission.Accepted)TaskIntake.Admit(task, "", known, world.Now, TaskPolicy.Default)).Record;
        }
    }

    [Fact]
    public void An_unchanged_world_makes_no_news_and_the_wake_up_is_the_next_due_time()
    {
        var world = new World { Power = World.OnBattery(40) };
        for (int n = 0; n < 50; n++) world.Submit($"'id':'t{n}','kind':'noop','delay_s':{100 + n}");
        Plan plan = world.Settle();
        Assert.Equal(world.Now.DeviceTimeMs + 100_000, plan.NextWakeUpMs);
        world.Power = World.OnBattery(39);
        Assert.Empty(Scheduler.Plan(world.Input()).Decisions);
    }

    [Fact]
    public void A_task_after_an_id_that_never_comes_says_that_there_is_no_such_task_until_it_comes()
    {
        var world = new World();
        world.Submit("'id':'b','kind':'noop','after':['a','z']");
        Assert.Equal("no such task: a, z", Assert.Single(world["b"].WaitReasons).Current);
        world.Settle();
        Assert.Equal("no such task: a, z", Assert.Single(world["b"].WaitReasons).Current);
        Assert.Empty(world.Settle().Decisions);
        world.Submit("'id':'z','kind':'noop','delay_s':60");
        world.Settle();
        Assert.Equal("no such task: a", Assert.Single(world["b"].WaitReasons).Current);
        world.Submit("'id':'a','kind':'noop','delay_s':60");
        world.Settle();
        Assert.Equal("not ended", Assert.Single(world["b"].WaitReasons).Current);
    }

    [Fact]
    public void A_device_that_is_configured_to_refuses_a_task_after_an_unknown_id()
    {
        var world = new World();
        world.TaskPolicy = world.TaskPolicy with { RefuseUnknownPrerequisites = true };
        world.Submit("'id':'a','kind':'noop','delay_s':60");
        Assert.IsType<Admission.Accepted>(world.Submit("'id':'b','kind':'noop','after':['a']"));
        var refused = Assert.IsType<Admission.Rejected>(world.Submit("'id':'c','kind':'noop','after':['a','x']"));
        Assert.Equal((RejectionCodes.UnknownPrerequisite, "after: there is no task 'x' on this device, submit it first"), (refused.Rejection.Code, refused.Rejection.Message));
    }

    [Fact]
    public void While_the_agent_may_not_start_work_a_startable_task_is_READY_without_reasons()
    {
        var world = new World();
        world.Submit("'id':'a','kind':'noop'");
        foreach (Decision d in Scheduler.Plan(world.Input() with { MayStart = false }).Decisions) world.Happen(d.Task.Id, d.Event);
        Assert.Equal((TaskPhase.Ready, 0), (world["a"].Phase, world["a"].WaitReasons.Count));
    }

    [Fact]
    public void The_plan_is_made_again_at_the_earliest_start_that_a_document_names()
    {
        var world = new World();
        world.Submit("'id':'a','kind':'noop','earliest_start':'2026-03-10T13:00:00Z'");
        Assert.Equal(world.Now.DeviceTimeMs + 3_600_000, world.Settle().NextWakeUpMs);
    }

    [Fact]
    public void Without_a_trusted_clock_there_are_no_quiet_hours()
    {
        var world = new World { Policy = new SchedulingPolicy { QuietHours = [new QuietHours(new TimeOnly(11, 0), new TimeOnly(13, 0))] } };
        world.Now = world.Now with { Clock = Core.Time.ClockTrust.Unsynced };
        world.Submit("'id':'n','kind':'noop'");
        world.Settle();
        Assert.Equal(TaskPhase.Running, world["n"].Phase);
    }

    [Theory]
    [InlineData(0.51, 15)] // the present activity lasts for this quarter hour
    [InlineData(0.5, null)]
    public void A_quarter_hour_is_expected_to_be_idle_when_it_was_so_more_often_than_not(double share, int? minutes)
    {
        double[] idle = new double[ChargeForecast.Slots];
        Array.Fill(idle, share);
        var world = new World
        {
            Power = World.OnBattery(90),
            Forecast = new ChargeForecast { StartUtc = World.Noon, PCharging = new double[ChargeForecast.Slots], PIdle = idle, Confidence = 0.5 },
        };
        world.Submit("'id':'a','kind':'noop','constraints':{'idle':true}");
        world.Settle();
        Assert.Equal(minutes is { } m ? World.Noon.AddMinutes(m) : null, Assert.Single(world["a"].WaitReasons).EstimatedAt);
    }

    [Fact]
    public void A_dry_run_of_a_task_that_would_end_at_once_says_how()
    {
        var world = new World { Power = World.OnBattery(25), Policy = new SchedulingPolicy { ExpeditedPerDay = [0, 0, 0, 0] } };
        world.Submit("'id':'other','kind':'noop'");
        world.Submit("'id':'x','kind':'noop','expedited':{'if_out_of_quota':'drop'}");
        TaskForecast line = Scheduler.DryRun(world["x"], world.Input());
        Assert.Equal((TaskPhase.Canceled, "ends at once: QUOTA"), (line.Phase, line.Why));
    }
}
