using EdgeAgent.Core.Power;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Scheduling;

public class SleepRuleTests
{
    private const long Now = 10_000_000;
    private static readonly DateTimeOffset Utc = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SleepSettings Settings = new();

    private static SleepInput Quiet => new()
    {
        Now = new Timestamp(Utc, Now, ClockTrust.Ntp),
        Power = World.OnBattery(60),
        Mode = OperatingMode.Reduced,
        Tasks = [],
    };

    private static long After(double seconds) => Now + (long)(seconds * 1000);

    private static AwakeCause? Why(SleepInput input, SleepSettings? settings = null) => (SleepRule.Decide(input, settings ?? Settings) as SleepDecision.Stay)?.Why;

    private static SleepDecision.Sleep Sleep(SleepInput input) => Assert.IsType<SleepDecision.Sleep>(SleepRule.Decide(input, Settings));

    private static TaskRecord Task(TaskPhase phase, params WaitReason[] waits) => new()
    {
        Spec = new TaskSpec { Id = "t", Kind = "work" },
        Sha256 = "",
        AcceptedAt = Utc,
        AcceptedMs = Now,
        Phase = phase,
        WaitReasons = [.. waits.Select(w => new WaitCondition(w, "", "", Utc, null))],
    };

    [Fact]
    public void A_quiet_device_on_battery_sleeps_as_long_as_it_may() =>
        Assert.Equal(new SleepDecision.Sleep(After(3600), WakeCause.LongestSleep), Sleep(Quiet));

    [Theory]
    [InlineData(null, null, 3600, WakeCause.LongestSleep)]
    [InlineData(1000.0, null, 990, WakeCause.PlannedWork)] // ten seconds of lead
    [InlineData(null, 1000.0, 1000, WakeCause.Report)]
    [InlineData(1000.0, 995.0, 990, WakeCause.PlannedWork)]
    [InlineData(1000.0, 980.0, 980, WakeCause.Report)]
    [InlineData(3609.0, null, 3599, WakeCause.PlannedWork)]
    [InlineData(3611.0, 3601.0, 3600, WakeCause.LongestSleep)]
    [InlineData(null, 3600.0, 3600, WakeCause.LongestSleep)]
    [InlineData(3610.0, null, 3600, WakeCause.LongestSleep)]
    [InlineData(1010.0, 1000.0, 1000, WakeCause.Report)]
    public void It_wakes_for_whatever_comes_first(double? plan, double? report, int wake, WakeCause cause)
    {
        var input = Quiet with { PlanWakeUpMs = plan is { } p ? After(p) : null, ReportDueMs = report is { } r ? After(r) : null };
        Assert.Equal(new SleepDecision.Sleep(After(wake), cause), Sleep(input));
    }

    [Theory]
    [InlineData(309, false)]
    [InlineData(310, true)]
    [InlineData(311, true)]
    public void A_sleep_that_is_too_short_is_not_begun(int work, bool isWorthwhile) =>
        Assert.Equal(isWorthwhile ? null : AwakeCause.NotWorthwhile, Why(Quiet with { PlanWakeUpMs = After(work) }));

    [Theory]
    [InlineData(TaskPhase.Starting, AwakeCause.Working)]
    [InlineData(TaskPhase.Running, AwakeCause.Working)]
    [InlineData(TaskPhase.Stopping, AwakeCause.Working)]
    [InlineData(TaskPhase.Ready, AwakeCause.WorkNear)]
    [InlineData(TaskPhase.Paused, null)]
    [InlineData(TaskPhase.Blocked, null)]
    [InlineData(TaskPhase.Scheduled, null)]
    public void It_never_sleeps_over_work(TaskPhase phase, AwakeCause? why) => Assert.Equal(why, Why(Quiet with { Tasks = [Task(phase)] }));

    [Theory]
    [InlineData(WaitReason.ConstraintCharging, null)]
    [InlineData(WaitReason.ConstraintBatteryNotLow, null)]
    [InlineData(WaitReason.ConstraintConnectivity, null)]
    [InlineData(WaitReason.QuietHours, null)]
    [InlineData(WaitReason.UserHold, null)]
    [InlineData(WaitReason.Quota, null)]
    [InlineData(WaitReason.CpuBusy, AwakeCause.WorkNear)]
    [InlineData(WaitReason.ConstraintDeviceIdle, AwakeCause.WorkNear)]
    [InlineData(WaitReason.SensorStale, AwakeCause.WorkNear)]
    public void A_wait_that_may_end_any_moment_is_stayed_awake_for(WaitReason reason, AwakeCause? why) =>
        Assert.Equal(why, Why(Quiet with { Tasks = [Task(TaskPhase.Waiting, reason)] }));

    [Fact]
    public void A_passing_wait_beside_a_lasting_one_keeps_nobody_awake() =>
        Assert.Null(Why(Quiet with { Tasks = [Task(TaskPhase.Waiting, WaitReason.CpuBusy, WaitReason.ConstraintCharging)] }));

    [Fact]
    public void Planned_starts_and_deadlines_of_tasks_count_also_where_the_plan_does_not_tell_them()
    {
        var deferred = Task(TaskPhase.Deferred, WaitReason.PlannedWindow) with { PlannedStart = Utc.AddSeconds(1200) };
        Assert.Equal(After(1190), Sleep(Quiet with { Tasks = [deferred] }).UntilMs);
        var waiting = Task(TaskPhase.Waiting, WaitReason.ConstraintCharging);
        var due = waiting with { Spec = waiting.Spec with { DeadlineAt = Utc.AddSeconds(900) } };
        Assert.Equal(After(890), Sleep(Quiet with { Tasks = [deferred, due] }).UntilMs);
    }

    [Fact]
    public void On_external_power_or_with_power_unknown_it_stays_awake()
    {
        Assert.Equal(AwakeCause.ExternalPower, Why(Quiet with { Power = World.Powered(90) }));
        Assert.Equal(AwakeCause.PowerUnknown, Why(Quiet with { Power = PowerState.Unknown }));
        Assert.Equal(AwakeCause.PowerUnknown, Why(Quiet with { Power = World.OnBattery(60) with { Quality = PowerQuality.Stale } }));
    }

    [Theory]
    [InlineData(OperatingMode.Full, AwakeCause.Mode)]
    [InlineData(OperatingMode.Reduced, AwakeCause.Mode)]
    [InlineData(OperatingMode.Minimal, null)]
    [InlineData(OperatingMode.Suspended, null)]
    public void It_sleeps_from_the_configured_mode_down(OperatingMode mode, AwakeCause? why) =>
        Assert.Equal(why, Why(Quiet with { Mode = mode }, Settings with { FromMode = OperatingMode.Minimal }));

    [Theory]
    [InlineData(29.999, AwakeCause.Attended)]
    [InlineData(30, null)]
    public void Whoever_has_just_spoken_to_it_finds_it_awake(double ago, AwakeCause? why)
    {
        var decision = SleepRule.Decide(Quiet with { AttendedMs = After(-ago) }, Settings);
        Assert.Equal(why, (decision as SleepDecision.Stay)?.Why);
        if (decision is SleepDecision.Stay stay) Assert.Equal(After(30 - ago), stay.AskAgainMs);
    }

    [Fact]
    public void What_is_unsaid_is_said_first_and_a_hold_is_respected()
    {
        Assert.Equal(AwakeCause.Unsaid, Why(Quiet with { HasUnsaid = true }));
        Assert.Equal(AwakeCause.UserHold, Why(Quiet with { IsHeld = true }));
    }

    [Fact]
    public void A_deadline_or_a_planned_start_of_this_moment_is_left_to_the_plan()
    {
        TaskRecord waiting = Task(TaskPhase.Waiting, WaitReason.ConstraintCharging);
        Assert.Null(Why(Quiet with { Tasks = [waiting with { Spec = waiting.Spec with { DeadlineAt = Utc } }] }));
        Assert.Null(Why(Quiet with { Tasks = [Task(TaskPhase.Deferred, WaitReason.PlannedWindow) with { PlannedStart = Utc }] }));
    }
}
