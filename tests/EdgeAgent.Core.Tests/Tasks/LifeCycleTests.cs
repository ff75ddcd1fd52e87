using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Tests.Scheduling;

namespace EdgeAgent.Core.Tests.Tasks;

/// <summary>Failures, interruptions, chains, unique work, pauses: what becomes of a task.</summary>
public class LifeCycleTests
{
    private static World OnMains() => new() { Power = PowerState.Mains, TaskPolicy = new TaskPolicy { Jitter = 0, FindZone = World.Zone } };

    private static World Running(string fields = "'id':'a','kind':'noop'")
    {
        World world = OnMains();
        world.Submit(fields);
        world.Settle();
        Assert.Equal(TaskPhase.Running, world["a"].Phase);
        return world;
    }

    [Theory]
    [InlineData(ErrorCategory.Network, new[] { 30, 60, 120, 240, 480 })]
    [InlineData(ErrorCategory.Authentication, new[] { 60, 120 })]
    [InlineData(ErrorCategory.ServerError, new[] { 60, 120, 240 })]
    [InlineData(ErrorCategory.ClientError, new int[0])]
    [InlineData(ErrorCategory.Timeout, new[] { 120, 240 })]
    [InlineData(ErrorCategory.Other, new[] { 30 })]
    public void A_failure_is_retried_by_its_category(ErrorCategory category, int[] delays)
    {
        World world = Running();
        foreach (int delay in delays)
        {
            world.Exit("a", category);
            Assert.Equal((TaskPhase.Scheduled, WaitReason.Backoff), (world["a"].Phase, world["a"].WaitReasons[0].Reason));
            world.Pass(TimeSpan.FromSeconds(delay - 0.001));
            world.Settle();
            Assert.Equal(TaskPhase.Scheduled, world["a"].Phase);
            world.Pass(TimeSpan.FromSeconds(0.001));
            world.Settle();
            Assert.Equal(TaskPhase.Running, world["a"].Phase);
        }

        world.Exit("a", category);
        Assert.Equal(TaskPhase.Failed, world["a"].Phase);
        Assert.Equal(category, world["a"].Error!.Category);
        Assert.Single(world.Receipts);
    }

    [Fact]
    public void A_failed_attempt_says_how_long_it_waits_and_when_it_is_tried_again()
    {
        World world = Running();
        world.Exit("a", ErrorCategory.Network);
        WaitCondition wait = Assert.Single(world["a"].WaitReasons);
        Assert.Equal(("30 s pass", world.Now.Utc, world.Now.Utc.AddSeconds(30)), (wait.Required, wait.Since, wait.EstimatedAt));
    }

    [Fact]
    public void Retry_after_replaces_the_delay_and_the_document_replaces_the_categorys_numbers()
    {
        World world = Running("'id':'a','kind':'noop','retry':{'max':2,'backoff':'linear','delay_s':10}");
        world.Exit("a", ErrorCategory.Network, TimeSpan.FromSeconds(77));
        Assert.Equal(77_000, world["a"].NotBeforeMs - world.Now.DeviceTimeMs);
        world.Pass(TimeSpan.FromSeconds(77));
        world.Settle();
        world.Exit("a", ErrorCategory.Network);
        Assert.Equal(20_000, world["a"].NotBeforeMs - world.Now.DeviceTimeMs);
        world.Pass(TimeSpan.FromSeconds(20));
        world.Settle();
        world.Exit("a", ErrorCategory.Network);
        Assert.Equal(TaskPhase.Failed, world["a"].Phase);
    }

    [Fact]
    public void Jitter_is_a_tenth_to_either_side_and_the_cap_is_five_hours()
    {
        var policy = new TaskPolicy { JitterSeed = 7 };
        double[] delays = [.. Enumerable.Range(0, 2000).Select(i => RetryPolicy.Next(Spec($"t{i}"), 1, ErrorCategory.Network, null, policy)!.Value.TotalSeconds)];
        Assert.All(delays, d => Assert.InRange(d, 27, 33));
        Assert.InRange(delays.Average(), 29.8, 30.2);
        Assert.True(delays.Distinct().Count() > 1000);
        var many = Spec("x") with { Retry = new RetrySpec(10, BackoffKind.Exponential, TimeSpan.FromSeconds(18_000)) };
        Assert.Equal(TimeSpan.FromHours(5), RetryPolicy.Next(many, 10, ErrorCategory.Network, null, new TaskPolicy { Jitter = 0 }));
    }

    private static TaskSpec Spec(string id) => new() { Id = id, Kind = "noop" };

    [Theory]
    [InlineData(Interruption.PowerLoss, 3)]
    [InlineData(Interruption.AgentCrash, 5)]
    public void Losses_in_a_row_cost_no_retry_until_they_quarantine(Interruption cause, int limit)
    {
        World world = Running();
        for (int n = 1; n < limit; n++)
        {
            world.Happen("a", new TaskEvent.Rescued(cause));
            Assert.Equal(TaskPhase.Waiting, world["a"].Phase);
            Assert.Equal(0, world["a"].Failures);
            world.Settle();
        }

        world.Happen("a", new TaskEvent.Rescued(cause));
        Assert.Equal((TaskPhase.Failed, StopReason.Quarantined), (world["a"].Phase, world["a"].Reason));
        int rev = world["a"].Rev;
        world.Happen("a", new TaskEvent.Release());
        Assert.Equal((TaskPhase.Waiting, rev + 1, 0, 0), (world["a"].Phase, world["a"].Rev, world["a"].PowerLosses, world["a"].Crashes));
        world.Settle();
        Assert.Equal(TaskPhase.Running, world["a"].Phase);
    }

    [Fact]
    public void A_run_that_comes_to_its_own_end_breaks_the_row_of_losses()
    {
        World world = Running("'id':'a','kind':'noop','retry':{'max':5,'delay_s':1}");
        for (int n = 0; n < 4; n++)
        {
            world.Happen("a", new TaskEvent.Rescued(Interruption.PowerLoss));
            world.Settle();
            world.Happen("a", new TaskEvent.Rescued(Interruption.PowerLoss));
            world.Settle();
            world.Exit("a", ErrorCategory.Other);
            world.Pass(TimeSpan.FromMinutes(1));
            world.Settle();
            Assert.Equal(TaskPhase.Running, world["a"].Phase);
        }
    }

    [Fact]
    public void Clean_shutdowns_are_no_losses()
    {
        World world = Running();
        for (int n = 0; n < 10; n++)
        {
            world.Happen("a", new TaskEvent.Rescued(Interruption.AgentShutdown));
            world.Settle();
        }

        Assert.Equal((TaskPhase.Running, 11, 0), (world["a"].Phase, world["a"].Attempt, world["a"].Failures));
    }

    [Theory]
    [InlineData(null, TaskPhase.Failed, StopReason.InterruptedNotResumable)]
    [InlineData("page 7", TaskPhase.Waiting, StopReason.PowerLoss)]
    public void A_task_that_must_not_run_twice_goes_on_only_from_a_checkpoint(string? checkpoint, TaskPhase phase, StopReason reason)
    {
        World world = Running("'id':'a','kind':'noop','preemption':'never'");
        world.Happen("a", new TaskEvent.Progress(1, 10, null, checkpoint));
        world.Happen("a", new TaskEvent.Rescued(Interruption.PowerLoss));
        Assert.Equal((phase, reason), (world["a"].Phase, world["a"].Reason));
        Assert.Equal(checkpoint, world["a"].Checkpoint);
    }

    [Theory]
    [InlineData(53.0, null, 100.0)]
    [InlineData(53.0, ErrorCategory.Other, 53.0)]
    [InlineData(null, null, null)]
    public void A_task_that_succeeded_does_not_keep_a_progress_below_a_hundred(double? reported, ErrorCategory? error, double? told)
    {
        World world = Running("'id':'a','kind':'noop'");
        world.Happen("a", new TaskEvent.Progress(1, reported, null, null));
        Assert.Equal(told, world.Exit("a", error).ProgressPct);
    }

    [Fact]
    public void Cancel_works_in_every_phase_and_a_late_success_does_not_undo_it()
    {
        World world = OnMains();
        world.Submit("'id':'late','kind':'noop','delay_s':100");
        world.Submit("'id':'blocked','kind':'noop','after':['late']");
        world.Submit("'id':'a','kind':'noop'");
        world.Settle();
        world.Happen("a", new TaskEvent.Cancel(StopReason.CancelledByApp));
        Assert.Equal(TaskPhase.Stopping, world["a"].Phase);
        world.Exit("a");
        world.Happen("late", new TaskEvent.Cancel(StopReason.CancelledByApp));
        Assert.All(world.Tasks, t => Assert.Equal(TaskPhase.Canceled, t.Phase));
        Assert.Equal(StopReason.PrerequisiteFailed, world["blocked"].Reason);
        Assert.Equal(3, world.Receipts.Count);
    }

    [Fact]
    public void A_cancel_that_was_under_way_when_power_failed_is_still_a_cancel()
    {
        World world = Running();
        world.Happen("a", new TaskEvent.Stop(StopReason.Thermal));
        world.Happen("a", new TaskEvent.Cancel(StopReason.CancelledByApp));
        world.Happen("a", new TaskEvent.Rescued(Interruption.PowerLoss));
        Assert.Equal(TaskPhase.Canceled, world["a"].Phase);
    }

    [Theory]
    [InlineData("'run_s':10", StopReason.Timeout)]
    [InlineData("'stall_s':10", StopReason.ProgressStalled)]
    [InlineData("'step_s':10", StopReason.StepTimeout)]
    public void Time_outs_stand_still_while_paused_and_end_in_TIMED_OUT_after_the_retries(string limit, StopReason reason)
    {
        World world = Running($"'id':'a','kind':'noop','limits':{{{limit}}},'retry':{{'max':0}}");
        world.Pass(TimeSpan.FromSeconds(6));
        world.Happen("a", new TaskEvent.UserPause(true));
        world.Pass(TimeSpan.FromHours(100));
        world.Settle();
        Assert.Equal(TaskPhase.Paused, world["a"].Phase);
        world.Happen("a", new TaskEvent.UserPause(false));
        world.Pass(TimeSpan.FromSeconds(3.999));
        Assert.Equal(world.Now.DeviceTimeMs + 1, world.Settle().NextWakeUpMs);
        Assert.Equal(TaskPhase.Running, world["a"].Phase);
        world.Pass(TimeSpan.FromSeconds(0.001));
        world.Settle();
        Assert.Equal((TaskPhase.Stopping, reason), (world["a"].Phase, world["a"].Reason));
        world.Exit("a", ErrorCategory.Other);
        Assert.Equal((TaskPhase.TimedOut, reason), (world["a"].Phase, world["a"].Reason));
        Assert.Equal(10_000, world["a"].DurationMs);
    }

    [Fact]
    public void Words_renew_the_step_and_only_progress_renews_the_stall()
    {
        World world = Running("'id':'a','kind':'noop','limits':{'step_s':10,'stall_s':25}");
        for (int n = 0; n < 2; n++)
        {
            world.Pass(TimeSpan.FromSeconds(9));
            world.Happen("a", new TaskEvent.Progress(1, null, "still here", null));
        }

        world.Settle();
        Assert.Equal(TaskPhase.Running, world["a"].Phase);
        world.Pass(TimeSpan.FromSeconds(7));
        world.Settle();
        Assert.Equal(StopReason.ProgressStalled, world["a"].Reason);
    }

    [Fact]
    public void A_chain_runs_in_order_and_a_failure_cascades()
    {
        World world = OnMains();
        world.Submit("'id':'c','kind':'noop','after':['b']");
        world.Submit("'id':'b','kind':'noop','after':['a']");
        world.Submit("'id':'a','kind':'noop','retry':{'max':0}");
        world.Settle();
        Assert.Equal([TaskPhase.Blocked, TaskPhase.Blocked, TaskPhase.Running], world.Tasks.Select(t => t.Phase));
        world.Exit("a");
        world.Settle();
        Assert.Equal(TaskPhase.Running, world["b"].Phase);
        world.Exit("b", ErrorCategory.ClientError);
        Assert.Equal((TaskPhase.Failed, StopReason.PrerequisiteFailed), (world["c"].Phase, world["c"].Reason));
        Assert.IsType<Admission.Accepted>(world.Submit("'id':'d','kind':'noop','after':['c','a']"));
        Assert.Equal(StopReason.PrerequisiteFailed, world["d"].Reason);
    }

    [Fact]
    public void A_ring_of_prerequisites_is_refused_by_its_last_member()
    {
        World world = OnMains();
        world.Submit("'id':'a','kind':'noop','after':['b']");
        world.Submit("'id':'b','kind':'noop','after':['c']");
        var refused = Assert.IsType<Admission.Rejected>(world.Submit("'id':'c','kind':'noop','after':['a']"));
        Assert.Equal(RejectionCodes.PrerequisiteCycle, refused.Rejection.Code);
    }

    [Fact]
    public void The_same_bytes_again_change_nothing_and_other_bytes_are_a_conflict()
    {
        World world = OnMains();
        world.Submit("'id':'a','kind':'noop'");
        TaskRecord before = world["a"];
        Assert.Same(before, Assert.IsType<Admission.Repeated>(world.Submit("'id':'a','kind':'noop'")).Record);
        Assert.Equal(RejectionCodes.IdConflict, Assert.IsType<Admission.Rejected>(world.Submit("'id':'a','kind':'noop','priority':0")).Rejection.Code);
    }

    [Fact]
    public void The_thousand_and_first_task_is_refused()
    {
        World world = OnMains();
        world.TaskPolicy = world.TaskPolicy with { QueueLimit = 20 };
        for (int n = 0; n < 20; n++) Assert.IsType<Admission.Accepted>(world.Submit($"'id':'t{n}','kind':'noop','delay_s':9"));
        Assert.Equal(RejectionCodes.QueueFull, Assert.IsType<Admission.Rejected>(world.Submit("'id':'x','kind':'noop'")).Rejection.Code);
        Assert.Equal(1000, TaskPolicy.Default.QueueLimit);
    }

    [Fact]
    public void A_deadline_that_has_passed_is_refused_at_the_door()
    {
        var refused = Assert.IsType<Admission.Rejected>(OnMains().Submit("'id':'a','kind':'noop','deadline':'2026-03-10T12:00:00Z'"));
        Assert.Equal(RejectionCodes.Expired, refused.Rejection.Code);
    }

    [Theory]
    [InlineData("keep", TaskPhase.Running, null)]
    [InlineData("replace", TaskPhase.Removed, TaskPhase.Running)]
    [InlineData("append", TaskPhase.Succeeded, TaskPhase.Running)]
    [InlineData("append_or_replace", TaskPhase.Succeeded, TaskPhase.Running)]
    [InlineData("update", TaskPhase.Succeeded, TaskPhase.Running)]
    public void Unique_work_never_runs_beside_itself(string policy, TaskPhase old, TaskPhase? newer)
    {
        World world = Running("'id':'a','kind':'noop','unique':{'name':'n'}");
        Admission admission = world.Submit($"'id':'b','kind':'noop','unique':{{'name':'n','policy':'{policy}'}}");
        world.Settle();
        Assert.Equal(policy == "keep", admission is Admission.Rejected);
        if (newer is not null)
        {
            Assert.Equal(TaskPhase.Blocked, world["b"].Phase);
            world.Exit("a");
            world.Settle();
            Assert.Equal(newer, world["b"].Phase);
        }

        Assert.Equal(old, world["a"].Phase);
    }

    [Theory]
    [InlineData("append", TaskPhase.Failed)]
    [InlineData("append_or_replace", TaskPhase.Running)]
    public void What_is_appended_to_a_failure_fails_unless_it_may_replace(string policy, TaskPhase phase)
    {
        World world = Running("'id':'a','kind':'noop','unique':{'name':'n'}");
        world.Submit($"'id':'b','kind':'noop','unique':{{'name':'n','policy':'{policy}'}}");
        world.Exit("a", ErrorCategory.ClientError);
        world.Settle();
        Assert.Equal(phase, world["b"].Phase);
    }

    [Theory]
    [InlineData("append", false, TaskPhase.Running)] // nobody has the name
    [InlineData("append", true, TaskPhase.Failed)]
    [InlineData("append_or_replace", true, TaskPhase.Running)]
    [InlineData("keep", true, TaskPhase.Running)]
    public void What_is_appended_to_work_that_has_failed_before_fails_at_once(string policy, bool hasFailed, TaskPhase phase)
    {
        World world = Running("'id':'a','kind':'noop','unique':{'name':'n'}");
        world.Exit("a", hasFailed ? ErrorCategory.ClientError : null);
        world.Submit($"'id':'b','kind':'noop','unique':{{'name':'n','policy':'{policy}'}}");
        world.Settle();
        Assert.Equal(phase, world["b"].Phase);
        world.Submit($"'id':'c','kind':'noop','unique':{{'name':'other','policy':'{policy}'}}");
        world.Settle();
        Assert.Equal(TaskPhase.Running, world["c"].Phase);
    }

    [Theory]
    [InlineData("", 600_000)] // the start time of the old task
    [InlineData(",'delay_s':60", 60_000)] // its own
    public void An_update_takes_over_the_start_time_unless_it_names_one(string fields, long notBeforeMs)
    {
        World world = OnMains();
        world.Submit("'id':'a','kind':'noop','delay_s':600,'unique':{'name':'n'}");
        world.Submit($"'id':'b','kind':'noop','unique':{{'name':'n','policy':'update'}}{fields}");
        Assert.Equal(world.Now.DeviceTimeMs + notBeforeMs, world["b"].NotBeforeMs);
        Assert.Equal(TaskPhase.Removed, world["a"].Phase);
    }

    [Fact]
    public void An_update_does_not_wait_for_the_back_off_of_what_it_replaces()
    {
        World world = Running("'id':'a','kind':'noop','unique':{'name':'n'}");
        world.Exit("a", ErrorCategory.Network);
        world.Submit("'id':'b','kind':'noop','unique':{'name':'n','policy':'update'}");
        world.Settle();
        Assert.Equal((TaskPhase.Removed, TaskPhase.Running), (world["a"].Phase, world["b"].Phase));
    }

    [Fact]
    public void The_queue_of_a_kind_has_its_own_limit()
    {
        World world = OnMains();
        world.TaskPolicy = world.TaskPolicy with { QueueLimitPerKind = 2 };
        for (int n = 0; n < 2; n++) Assert.IsType<Admission.Accepted>(world.Submit($"'id':'t{n}','kind':'noop','delay_s':9"));
        Assert.Equal(RejectionCodes.QuotaExceeded, Assert.IsType<Admission.Rejected>(world.Submit("'id':'x','kind':'noop'")).Rejection.Code);
        Assert.IsType<Admission.Accepted>(world.Submit("'id':'y','kind':'exec'"));
    }

    [Theory]
    [InlineData("", TaskPhase.Waiting)]
    [InlineData(",'after':['z']", TaskPhase.Blocked)]
    public void A_task_that_is_accepted_waits_for_the_scheduler_or_for_other_tasks(string fields, TaskPhase phase)
    {
        World world = OnMains();
        world.Submit($"'id':'a','kind':'noop'{fields}");
        Assert.Equal((phase, 1), (world["a"].Phase, world["a"].Rev));
    }

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(1, 1)]
    [InlineData(18_000, 18_000)]
    [InlineData(18_001, 18_000)]
    public void A_wish_for_the_next_attempt_is_kept_between_a_second_and_five_hours(double wish, double delay) =>
        Assert.Equal(TimeSpan.FromSeconds(delay), RetryPolicy.Next(Spec("a"), 1, ErrorCategory.Network, TimeSpan.FromSeconds(wish), new TaskPolicy()));

    [Fact]
    public void An_update_takes_over_the_period_of_what_it_replaces()
    {
        World world = OnMains();
        world.Submit("'id':'a','kind':'noop','schedule':{'every_s':3600,'flex_s':300},'unique':{'name':'n'}");
        long end = world["a"].PeriodEndMs!.Value;
        world.Pass(TimeSpan.FromMinutes(20));
        world.Submit("'id':'b','kind':'noop','priority':'high','schedule':{'every_s':3600,'flex_s':300},'unique':{'name':'n','policy':'update'}");
        Assert.Equal(TaskPhase.Removed, world["a"].Phase);
        Assert.Equal(end, world["b"].PeriodEndMs);
    }

    [Theory]
    [InlineData(-0.001, 0)]
    [InlineData(0, 1)]
    public void Finished_tasks_are_kept_seven_days_but_not_while_somebody_waits_for_them(double aroundS, int due)
    {
        World world = Running();
        world.Exit("a", ErrorCategory.ClientError);
        world.Pass(TimeSpan.FromDays(7) + TimeSpan.FromSeconds(aroundS));
        Assert.Equal(due, Retention.Due(world.Tasks, world.Now, world.TaskPolicy).Count);
        TaskRecord waiting = world["a"] with { Phase = TaskPhase.Blocked, WaitsFor = [new Prerequisite("a", false)] };
        Assert.Empty(Retention.Due([.. world.Tasks, waiting], world.Now, world.TaskPolicy));
    }

    [Fact]
    public void At_most_a_thousand_finished_tasks_are_kept_and_the_oldest_go_first()
    {
        World world = Running();
        world.Exit("a");
        TaskRecord[] many = [.. Enumerable.Range(0, 1002).Select(i => world["a"] with { Spec = Spec($"t{i}"), FinishedMs = world.Now.DeviceTimeMs - i })];
        Assert.Equal(["t1001", "t1000"], Retention.Due(many, world.Now, TaskPolicy.Default).Select(t => t.Id));
    }
}
