using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Tasks;

/// <summary>When recurring work is due next: the grid of periods, missed slots, a clock that is set back.</summary>
public class RecurrenceTests
{
    private const long Hour = 3_600_000;
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TaskPolicy Policy = new();

    private static Timestamp At(TimeSpan afterNoon, long deviceTimeMs = 0) => new(Noon + afterNoon, deviceTimeMs, ClockTrust.Ntp);

    private static TaskRecord Record(TaskSchedule schedule) => new()
    {
        Spec = new TaskSpec { Id = "a", Kind = "noop", Schedule = schedule },
        Sha256 = "",
        AcceptedAt = Noon,
        AcceptedMs = 5000,
        Phase = TaskPhase.Scheduled,
    };

    private static TaskRecord Cron(string expression, MisfirePolicy misfire = MisfirePolicy.RunOnce) => Record(new TaskSchedule.Cron(expression, null, misfire));

    [Theory]
    [InlineData(-1, 1)] // the run ended before its period did
    [InlineData(0, 1)]
    [InlineData(1, 2)] // it overran into the next period, which is skipped
    [InlineData(Hour, 2)]
    [InlineData(Hour + 1, 3)]
    public void The_next_period_is_the_first_that_has_not_begun(long afterEndMs, int periods)
    {
        const long end = 10 * Hour;
        TaskRecord record = Record(new TaskSchedule.Periodic(TimeSpan.FromHours(1), TimeSpan.FromMinutes(10))) with { PeriodEndMs = end };
        TaskRecord armed = Recurrence.Arm(record, At(TimeSpan.Zero, end + afterEndMs), Policy);
        Assert.Equal((end + periods * Hour, end + periods * Hour - 600_000), (armed.PeriodEndMs, armed.NotBeforeMs));
    }

    [Theory]
    [InlineData(0, 5000)]
    [InlineData(9000, 9000)] // a delay comes first
    public void The_first_period_begins_with_the_acceptance_or_the_delay(long notBeforeMs, long begin)
    {
        TaskRecord record = Record(new TaskSchedule.Periodic(TimeSpan.FromHours(1), TimeSpan.FromMinutes(10))) with { NotBeforeMs = notBeforeMs };
        Assert.Equal(begin + Hour, Recurrence.Arm(record, At(TimeSpan.Zero, 20_000), Policy).PeriodEndMs);
    }

    // The run of the slot at noon has ended.
    [Theory]
    [InlineData(MisfirePolicy.RunOnce, 150, 60)] // the slot at 13:00 is made up for
    [InlineData(MisfirePolicy.Skip, 150, 180)]
    [InlineData(MisfirePolicy.Skip, 121, 180)] // 60 s late is missed: only later slots count
    [InlineData(MisfirePolicy.Skip, 120.5, 120)] // 30 s late is not
    public void A_slot_that_passed_during_a_long_run_is_made_up_for_or_skipped(MisfirePolicy misfire, double nowMinutes, int slotMinutes)
    {
        TaskRecord record = Cron("0 * * * *", misfire) with { LastSlot = new RunSlot(Noon, 0) };
        TaskRecord armed = Recurrence.Arm(record, At(TimeSpan.FromMinutes(nowMinutes), (long)(nowMinutes * 60_000)), Policy);
        Assert.Equal(Noon.AddMinutes(slotMinutes), armed.Slot!.At);
    }

    // The slot of today's 13:00 ran, and afterwards the clock was set back to noon.
    [Theory]
    [InlineData(23 * Hour, 1)] // a day of device time lies between two runs at 13:00
    [InlineData(23 * Hour - 1, 25)]
    public void After_the_clock_was_set_back_a_slot_runs_again_when_a_whole_period_has_passed(long sinceMs, int slotHours)
    {
        TaskRecord record = Cron("0 13 * * *") with { LastSlot = new RunSlot(Noon.AddHours(1), 0) };
        Assert.Equal(Noon.AddHours(slotHours), Recurrence.Arm(record, At(TimeSpan.Zero, sinceMs), Policy).Slot!.At);
    }

    [Theory]
    [InlineData(-60, false)]
    [InlineData(-60.001, true)]
    [InlineData(3600, false)]
    public void A_slot_is_computed_again_when_the_clock_was_set_back_by_more_than_a_minute(double seconds, bool needsRearm)
    {
        TaskRecord record = Cron("0 * * * *");
        record = Recurrence.Arm(record, At(TimeSpan.Zero), Policy);
        Assert.Equal(needsRearm, Recurrence.NeedsRearm(record, (TaskSchedule.Cron)record.Spec.Schedule!, At(TimeSpan.FromSeconds(seconds)), Policy));
    }

    [Theory]
    [InlineData(MisfirePolicy.Skip, TaskPhase.Scheduled, 3660, false)]
    [InlineData(MisfirePolicy.Skip, TaskPhase.Scheduled, 3660.001, true)]
    [InlineData(MisfirePolicy.Skip, TaskPhase.Waiting, 3700, false)] // it was in time, and waits for something else
    [InlineData(MisfirePolicy.RunOnce, TaskPhase.Scheduled, 3700, false)]
    public void A_missed_slot_is_left_out_when_the_document_asks_for_it(MisfirePolicy misfire, TaskPhase phase, double seconds, bool needsRearm)
    {
        TaskRecord record = Recurrence.Arm(Cron("0 * * * *", misfire), At(TimeSpan.Zero), Policy) with { Phase = phase };
        Assert.Equal(needsRearm, Recurrence.NeedsRearm(record, (TaskSchedule.Cron)record.Spec.Schedule!, At(TimeSpan.FromSeconds(seconds)), Policy));
    }

    [Fact]
    public void A_start_uses_up_its_slot_and_all_until_now_and_a_retry_no_more()
    {
        TaskRecord armed = Recurrence.Arm(Cron("0 * * * *"), At(TimeSpan.Zero), Policy);
        Assert.Equal(new RunSlot(Noon.AddHours(1), 7), Recurrence.UseUp(armed, At(TimeSpan.Zero, 7)));
        RunSlot late = Recurrence.UseUp(armed, At(TimeSpan.FromHours(3), 8));
        Assert.Equal(new RunSlot(Noon.AddHours(3), 8), late);
        Assert.Equal(late, Recurrence.UseUp(armed with { Attempt = 1, LastSlot = late }, At(TimeSpan.FromHours(9), 9)));
        Assert.NotEqual(late, Recurrence.UseUp(armed with { LastSlot = late }, At(TimeSpan.FromHours(9), 9)));
    }
}
