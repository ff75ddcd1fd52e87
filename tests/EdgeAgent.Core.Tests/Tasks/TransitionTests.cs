using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Tasks;

/// <summary>What single events do to a record: which ones do not fit and change nothing, and what the others carry over.</summary>
public class TransitionTests
{
    private static readonly Timestamp Noon = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero), 1_000_000, ClockTrust.Ntp);
    private static readonly TaskPolicy Policy = new() { Jitter = 0, MaxInterruptions = 3 };
    private static readonly TaskSchedule Hourly = new TaskSchedule.Cron("0 * * * *", null, MisfirePolicy.RunOnce);

    private static TaskRecord In(TaskPhase phase, StopReason reason = StopReason.None) => new()
    {
        Spec = new TaskSpec { Id = "a", Kind = "noop" },
        Sha256 = "",
        AcceptedAt = Noon.Utc,
        AcceptedMs = Noon.DeviceTimeMs,
        Phase = phase,
        Reason = reason,
        Attempt = TaskPhases.IsActive(phase) ? 2 : 0,
        WaitsFor = phase == TaskPhase.Blocked ? [new Prerequisite("b", false), new Prerequisite("c", false)] : [],
        Clock = TaskPhases.IsActive(phase) ? new AttemptClock { ActiveMs = 5000, HeardMs = 1000, AdvancedMs = 500 } : null,
    };

    private static TaskRecord With(TaskRecord record, Func<TaskSpec, TaskSpec> change) => record with { Spec = change(record.Spec) };

    private static Transition Next(TaskRecord record, TaskEvent happened, double seconds = 0) =>
        TaskTransitions.Next(record, happened, Noon.Plus(TimeSpan.FromSeconds(seconds)), Policy);

    public static TheoryData<TaskPhase, StopReason, TaskEvent> Misfits => new()
    {
        { TaskPhase.Running, StopReason.None, new TaskEvent.Start("boot") },
        { TaskPhase.Blocked, StopReason.None, new TaskEvent.Start("boot") },
        { TaskPhase.Starting, StopReason.None, new TaskEvent.Started(1) },
        { TaskPhase.Running, StopReason.None, new TaskEvent.Started(2) },
        { TaskPhase.Running, StopReason.None, new TaskEvent.Progress(1, 50, null, null) },
        { TaskPhase.Waiting, StopReason.None, new TaskEvent.Progress(0, 50, null, null) },
        { TaskPhase.Running, StopReason.None, new TaskEvent.Exited(1, new AttemptEnd(null)) },
        { TaskPhase.Waiting, StopReason.None, new TaskEvent.Exited(0, new AttemptEnd(null)) },
        { TaskPhase.Starting, StopReason.None, new TaskEvent.Pause(StopReason.Thermal) },
        { TaskPhase.Running, StopReason.None, new TaskEvent.Resume() },
        { TaskPhase.Waiting, StopReason.None, new TaskEvent.Stop(StopReason.Thermal) },
        { TaskPhase.Stopping, StopReason.Thermal, new TaskEvent.Stop(StopReason.Quota) },
        { TaskPhase.Stopping, StopReason.CancelledByApp, new TaskEvent.Stop(StopReason.Replaced) },
        { TaskPhase.Stopping, StopReason.CancelledByApp, new TaskEvent.Stop(StopReason.Thermal) },
        { TaskPhase.Running, StopReason.None, new TaskEvent.Evaluated(TaskPhase.Waiting, [], null, null) },
        { TaskPhase.Waiting, StopReason.None, new TaskEvent.Evaluated(TaskPhase.Running, [], null, null) },
        { TaskPhase.Blocked, StopReason.None, new TaskEvent.Evaluated(TaskPhase.Waiting, [], null, null) },
        { TaskPhase.Waiting, StopReason.None, new TaskEvent.Evaluated(TaskPhase.Blocked, [], null, null) },
        { TaskPhase.Waiting, StopReason.None, new TaskEvent.Rearm() },
        { TaskPhase.Succeeded, StopReason.None, new TaskEvent.UserPause(true) },
        { TaskPhase.Waiting, StopReason.None, new TaskEvent.UserPause(false) },
        { TaskPhase.Running, StopReason.None, new TaskEvent.DeadlinePassed() },
        { TaskPhase.Waiting, StopReason.None, new TaskEvent.QuotaExhausted() },
        { TaskPhase.Blocked, StopReason.None, new TaskEvent.PrerequisiteEnded("z", TaskPhase.Succeeded) },
        { TaskPhase.Blocked, StopReason.None, new TaskEvent.PrerequisiteEnded("b", TaskPhase.Running) },
        { TaskPhase.Waiting, StopReason.None, new TaskEvent.PrerequisiteEnded("b", TaskPhase.Succeeded) },
        { TaskPhase.Waiting, StopReason.None, new TaskEvent.Rescued(Interruption.PowerLoss) },
        { TaskPhase.Failed, StopReason.DeadlineExpired, new TaskEvent.Release() },
        { TaskPhase.Canceled, StopReason.Quarantined, new TaskEvent.Release() },
        { TaskPhase.Succeeded, StopReason.None, new TaskEvent.Cancel(StopReason.User) },
        { TaskPhase.Succeeded, StopReason.None, new TaskEvent.Replaced() },
        { TaskPhase.Waiting, StopReason.None, new TaskEvent.Retired() },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void An_event_that_does_not_fit_changes_nothing(TaskPhase phase, StopReason reason, TaskEvent happened)
    {
        TaskRecord record = In(phase, reason);
        Transition t = Next(record, happened);
        Assert.Same(record, t.Record);
        Assert.False(t.Changed);
    }

    [Fact]
    public void Only_a_queued_cron_task_without_an_attempt_is_armed_again()
    {
        TaskRecord cron = With(In(TaskPhase.Waiting), s => s with { Schedule = Hourly });
        Assert.Equal(Noon.Utc.AddHours(1), Next(cron, new TaskEvent.Rearm()).Record.Slot!.At);
        Assert.False(Next(cron with { Attempt = 1 }, new TaskEvent.Rearm()).Changed);
        Assert.False(Next(With(In(TaskPhase.Running), s => s with { Schedule = Hourly }) with { Attempt = 0 }, new TaskEvent.Rearm()).Changed);
    }

    [Fact]
    public void A_task_out_of_quota_is_dropped_only_while_it_is_queued_and_asks_for_it()
    {
        TaskRecord Expedited(TaskPhase phase, QuotaFallback fallback) => With(In(phase), s => s with { Expedited = fallback });
        Assert.Equal((TaskPhase.Canceled, StopReason.Quota), Ended(Next(Expedited(TaskPhase.Waiting, QuotaFallback.Drop), new TaskEvent.QuotaExhausted())));
        Assert.False(Next(Expedited(TaskPhase.Waiting, QuotaFallback.RunAsNormal), new TaskEvent.QuotaExhausted()).Changed);
        Assert.False(Next(Expedited(TaskPhase.Running, QuotaFallback.Drop), new TaskEvent.QuotaExhausted()).Changed);
    }

    private static (TaskPhase, StopReason) Ended(Transition t) => (t.Record.Phase, t.Record.Reason);

    [Fact]
    public void A_run_remembers_its_first_start_over_all_attempts()
    {
        TaskRecord first = Next(In(TaskPhase.Waiting), new TaskEvent.Start("boot")).Record;
        Assert.Equal((Noon.Utc, Noon.DeviceTimeMs), (first.StartedAt, first.StartedMs));
        TaskRecord second = Next(first with { Phase = TaskPhase.Waiting, Clock = null }, new TaskEvent.Start("boot"), seconds: 60).Record;
        Assert.Equal((Noon.Utc, Noon.DeviceTimeMs, 2), (second.StartedAt, second.StartedMs, second.Attempt));
        TaskRecord next = Next(first with { Phase = TaskPhase.Waiting, Clock = null, Attempt = 0 }, new TaskEvent.Start("boot"), seconds: 60).Record;
        Assert.Equal(Noon.Utc.AddSeconds(60), next.StartedAt);
    }

    [Theory]
    [InlineData(40.0, "c", false)]
    [InlineData(40.0, null, false)]
    [InlineData(null, null, false)]
    [InlineData(double.NaN, null, false)]
    [InlineData(41.0, null, true)]
    [InlineData(41.0, "c", true)]
    [InlineData(40.0, "d", true)]
    [InlineData(null, "d", true)]
    public void Progress_advances_by_another_percentage_or_another_checkpoint(double? pct, string? checkpoint, bool advances)
    {
        TaskRecord before = In(TaskPhase.Running) with { ProgressPct = 40, Checkpoint = "c", Message = "m" };
        TaskRecord after = Next(before, new TaskEvent.Progress(2, pct, null, checkpoint)).Record;
        Assert.Equal((5000, advances ? 5000 : 500), (after.Clock!.HeardMs, after.Clock.AdvancedMs));
        Assert.Equal("m", after.Message);
    }

    [Fact]
    public void A_cancellation_overrides_the_reason_of_a_stop_that_is_under_way()
    {
        TaskRecord stopping = In(TaskPhase.Stopping, StopReason.Thermal);
        Assert.Equal((TaskPhase.Stopping, StopReason.CancelledByApp), Ended(Next(stopping, new TaskEvent.Stop(StopReason.CancelledByApp))));
    }

    [Fact]
    public void A_users_pause_of_a_task_that_does_not_run_is_only_noted()
    {
        TaskRecord waiting = Next(In(TaskPhase.Waiting), new TaskEvent.UserPause(true)).Record;
        Assert.Equal((TaskPhase.Waiting, true, 2), (waiting.Phase, waiting.UserPaused, waiting.Rev));
        TaskRecord frozen = Next(In(TaskPhase.Paused, StopReason.Thermal), new TaskEvent.UserPause(true)).Record;
        Assert.Equal((TaskPhase.Paused, StopReason.Thermal, true), (frozen.Phase, frozen.Reason, frozen.UserPaused));
    }

    [Fact]
    public void A_users_resume_ends_the_users_own_pause_and_no_other()
    {
        TaskRecord own = Next(In(TaskPhase.Paused, StopReason.User) with { UserPaused = true }, new TaskEvent.UserPause(false)).Record;
        Assert.Equal((TaskPhase.Running, false, 2), (own.Phase, own.UserPaused, own.Rev));
        TaskRecord hot = Next(In(TaskPhase.Paused, StopReason.Thermal) with { UserPaused = true }, new TaskEvent.UserPause(false)).Record;
        Assert.Equal((TaskPhase.Paused, StopReason.Thermal, false), (hot.Phase, hot.Reason, hot.UserPaused));
        Assert.False(Next(In(TaskPhase.Paused, StopReason.User) with { UserPaused = true }, new TaskEvent.Resume()).Changed);
    }

    [Fact]
    public void A_task_waits_until_its_last_prerequisite_has_ended()
    {
        TaskRecord one = Next(In(TaskPhase.Blocked), new TaskEvent.PrerequisiteEnded("b", TaskPhase.Succeeded)).Record;
        Assert.Equal((TaskPhase.Blocked, "c"), (one.Phase, Assert.Single(one.WaitsFor).Id));
        TaskRecord both = Next(one, new TaskEvent.PrerequisiteEnded("c", TaskPhase.Succeeded)).Record;
        Assert.Equal((TaskPhase.Waiting, 0), (both.Phase, both.WaitsFor.Count));
    }

    [Theory]
    [InlineData(TaskPhase.Failed, TaskPhase.Failed)]
    [InlineData(TaskPhase.TimedOut, TaskPhase.Failed)]
    [InlineData(TaskPhase.Canceled, TaskPhase.Canceled)]
    [InlineData(TaskPhase.Removed, TaskPhase.Canceled)]
    public void A_prerequisite_that_did_not_succeed_ends_the_task_as_it_ended_itself(TaskPhase ended, TaskPhase phase) =>
        Assert.Equal((phase, StopReason.PrerequisiteFailed), Ended(Next(In(TaskPhase.Blocked), new TaskEvent.PrerequisiteEnded("b", ended))));

    [Theory]
    [InlineData(TaskPhase.Paused, StopReason.User, TaskPhase.Waiting)] // a pause is no cancellation
    [InlineData(TaskPhase.Stopping, StopReason.Thermal, TaskPhase.Waiting)]
    [InlineData(TaskPhase.Stopping, StopReason.User, TaskPhase.Canceled)]
    [InlineData(TaskPhase.Stopping, StopReason.CancelledByApp, TaskPhase.Canceled)]
    [InlineData(TaskPhase.Stopping, StopReason.Replaced, TaskPhase.Removed)]
    public void After_a_power_loss_a_stop_for_good_is_completed_and_other_work_runs_again(TaskPhase before, StopReason reason, TaskPhase after) =>
        Assert.Equal(after, Next(In(before, reason), new TaskEvent.Rescued(Interruption.PowerLoss)).Record.Phase);

    [Fact]
    public void The_run_time_before_a_power_loss_is_counted() =>
        Assert.Equal(105_000, Next(In(TaskPhase.Paused) with { DurationMs = 100_000 }, new TaskEvent.Rescued(Interruption.PowerLoss)).Record.DurationMs);

    [Theory]
    [InlineData(1, TaskPhase.Waiting)]
    [InlineData(2, TaskPhase.Failed)]
    public void The_last_interruption_that_is_allowed_quarantines_the_task(int before, TaskPhase phase)
    {
        TaskRecord interrupted = In(TaskPhase.Running) with { Interruptions = before };
        Assert.Equal(phase, Next(interrupted, new TaskEvent.Rescued(Interruption.AgentShutdown)).Record.Phase);
    }

    [Theory]
    [InlineData(2, TaskPhase.Waiting, 0)] // free
    [InlineData(3, TaskPhase.Scheduled, 1)] // uses a retry
    [InlineData(4, TaskPhase.Scheduled, 1)]
    [InlineData(5, TaskPhase.Failed, 0)] // quarantined
    public void Between_the_free_power_losses_and_the_quarantine_each_loss_uses_a_retry(int losses, TaskPhase phase, int failures)
    {
        var policy = new TaskPolicy { Jitter = 0, FreePowerLosses = 2, PowerLossLimit = 5 };
        TaskRecord after = TaskTransitions.Next(In(TaskPhase.Running) with { PowerLosses = losses - 1 }, new TaskEvent.Rescued(Interruption.PowerLoss), Noon, policy).Record;
        Assert.Equal((phase, failures), (after.Phase, after.Failures));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(0.0, false)]
    [InlineData(0.001, true)]
    public void A_series_ends_with_the_run_after_which_its_absolute_deadline_has_come(double? deadlineIn, bool goesOn)
    {
        TaskRecord running = With(In(TaskPhase.Running), s => s with { Schedule = Hourly, DeadlineAt = deadlineIn is { } d ? Noon.Utc.AddSeconds(d) : null });
        Transition t = Next(running, new TaskEvent.Exited(2, new AttemptEnd(null)));
        Assert.Equal(goesOn ? TaskPhase.Scheduled : TaskPhase.Succeeded, t.Record.Phase);
        Assert.Equal(goesOn, t.ClosedRun is not null);
        Assert.Null(Next(With(In(TaskPhase.Running), s => s with { DeadlineAt = null }), new TaskEvent.Exited(2, new AttemptEnd(null))).ClosedRun);
    }

    [Fact]
    public void Without_a_trusted_clock_no_absolute_deadline_ends_a_series()
    {
        TaskRecord running = With(In(TaskPhase.Running), s => s with { Schedule = new TaskSchedule.Periodic(TimeSpan.FromHours(1), TimeSpan.FromMinutes(5)), DeadlineAt = Noon.Utc.AddYears(-1) });
        Timestamp unsynced = Noon with { Clock = ClockTrust.Unsynced };
        Assert.Equal(TaskPhase.Scheduled, TaskTransitions.Next(running, new TaskEvent.Exited(2, new AttemptEnd(null)), unsynced, Policy).Record.Phase);
    }

    [Theory]
    [InlineData(true, false, TaskPhase.Scheduled)]
    [InlineData(true, true, TaskPhase.Failed)]
    [InlineData(false, false, TaskPhase.Failed)]
    public void A_missed_deadline_ends_one_run_of_a_series_and_everything_else(bool isRecurring, bool isAbsolute, TaskPhase phase)
    {
        TaskRecord waiting = With(In(TaskPhase.Waiting), s => s with
        {
            Schedule = isRecurring ? Hourly : null,
            DeadlineAt = isAbsolute ? Noon.Utc : null,
            DeadlineIn = isAbsolute ? null : TimeSpan.FromSeconds(1),
        });
        Assert.Equal(phase, Next(waiting, new TaskEvent.DeadlinePassed()).Record.Phase);
    }

    [Theory]
    [InlineData(double.NaN, 10)]
    [InlineData(double.PositiveInfinity, 10)]
    [InlineData(-5.0, 10)]
    [InlineData(5.0, 15)]
    [InlineData(null, 10)]
    public void The_energy_of_an_attempt_is_added_when_it_can_be_one(double? measured, double total)
    {
        TaskRecord ended = Next(In(TaskPhase.Running) with { EnergyMwh = 10 }, new TaskEvent.Exited(2, new AttemptEnd(null, EnergyMwh: measured))).Record;
        Assert.Equal(total, ended.EnergyMwh);
    }

    [Fact]
    public void After_a_periodic_run_the_wait_says_which_run_is_due_and_when()
    {
        TaskRecord running = With(In(TaskPhase.Running), s => s with { Schedule = new TaskSchedule.Periodic(TimeSpan.FromHours(1), TimeSpan.FromMinutes(10)) });
        TaskRecord next = Next(running, new TaskEvent.Exited(2, new AttemptEnd(null)), seconds: 60).Record;
        WaitCondition wait = Assert.Single(next.WaitReasons);
        Assert.Equal((WaitReason.MinimumLatency, "run 1 ended", "run 2 is due", Noon.Utc.AddMinutes(50)), (wait.Reason, wait.Current, wait.Required, wait.EstimatedAt));
    }

    [Fact]
    public void After_a_cron_run_the_wait_says_when_the_slot_is_and_without_a_clock_that_the_clock_is_missing()
    {
        TaskRecord running = With(In(TaskPhase.Running), s => s with { Schedule = Hourly });
        WaitCondition wait = Assert.Single(Next(running, new TaskEvent.Exited(2, new AttemptEnd(null)), seconds: 60).Record.WaitReasons);
        Assert.Equal((WaitReason.MinimumLatency, Noon.Utc.AddHours(1)), (wait.Reason, wait.EstimatedAt));
        Timestamp unsynced = Noon with { Clock = ClockTrust.Unsynced };
        wait = Assert.Single(TaskTransitions.Next(running, new TaskEvent.Exited(2, new AttemptEnd(null)), unsynced, Policy).Record.WaitReasons);
        Assert.Equal((WaitReason.ClockUntrusted, "unsynced"), (wait.Reason, wait.Current));
    }
}
