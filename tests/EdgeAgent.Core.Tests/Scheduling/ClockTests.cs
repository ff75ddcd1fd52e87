using System.Globalization;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Scheduling;

/// <summary>Clock jumps, boots without a clock, zones that change: each test is named by a symptom that users of other programs saw. All on virtual time.</summary>
public class ClockTests
{
    private static World OnMains(ClockTrust clock = ClockTrust.Ntp) =>
        new() { Power = PowerState.Mains, Now = new Timestamp(World.Noon, 1_000_000, clock) };

    private static int RunDue(World world, string id)
    {
        world.Settle();
        if (world[id].Phase != TaskPhase.Running) return 0;
        world.Exit(id);
        return 1;
    }

    private static int RunFor(World world, string id, TimeSpan span, TimeSpan step)
    {
        int runs = 0;
        for (TimeSpan t = TimeSpan.Zero; t < span; t += step)
        {
            world.Pass(step);
            runs += RunDue(world, id);
        }

        return runs;
    }

    private static void Jump(World world, TimeSpan by) => world.Now = world.Now with { Utc = world.Now.Utc + by };

    [Fact]
    public void A_boot_without_a_clock_chip_starts_no_calendar_job_until_the_time_is_known()
    {
        World world = OnMains(ClockTrust.Unsynced);
        world.Submit("'id':'a','kind':'noop','schedule':{'cron':'0 * * * *'}");
        world.Submit("'id':'b','kind':'noop','schedule':{'at':'2026-03-10T11:00:00Z'}");
        Assert.Equal(0, RunFor(world, "a", TimeSpan.FromHours(5), TimeSpan.FromMinutes(10)));
        Assert.Equal([WaitReason.ClockUntrusted], world.WaitsOf("a"));
        Assert.Equal([WaitReason.ClockUntrusted], world.WaitsOf("b"));
        world.Now = world.Now with { Clock = ClockTrust.Ntp };
        world.Settle();
        Assert.Equal(TaskPhase.Running, world["b"].Phase);
        Assert.Equal(TaskPhase.Scheduled, world["a"].Phase);
    }

    [Fact]
    public void Delays_and_backoff_pass_by_device_time_whatever_the_wall_clock_says()
    {
        World world = OnMains(ClockTrust.Unsynced);
        world.Submit("'id':'a','kind':'noop','delay_s':60");
        Jump(world, TimeSpan.FromDays(3650));
        world.Settle();
        Assert.Equal(TaskPhase.Scheduled, world["a"].Phase);
        Jump(world, TimeSpan.FromDays(-7300));
        world.Pass(TimeSpan.FromSeconds(60));
        world.Settle();
        Assert.Equal(TaskPhase.Running, world["a"].Phase);
    }

    [Fact]
    public void A_forward_jump_over_many_slots_runs_once_and_not_once_for_each()
    {
        World world = OnMains();
        world.Submit("'id':'a','kind':'noop','schedule':{'cron':'0 * * * *'}");
        world.Settle();
        Jump(world, TimeSpan.FromHours(7.5));
        Assert.Equal(1, RunDue(world, "a"));
        Assert.Equal(0, RunDue(world, "a"));
        Assert.Equal(1, RunFor(world, "a", TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public void With_misfire_skip_a_missed_slot_is_left_out()
    {
        World world = OnMains();
        world.Submit("'id':'a','kind':'noop','schedule':{'cron':'0 * * * *','misfire':'skip'}");
        world.Settle();
        Jump(world, TimeSpan.FromHours(7.5));
        Assert.Equal(0, RunDue(world, "a"));
        Assert.Equal(new DateTimeOffset(2026, 3, 10, 20, 0, 0, TimeSpan.Zero), world["a"].Slot!.At);
    }

    [Theory]
    [InlineData("skip", 60, 1)]
    [InlineData("skip", 61, 0)]
    [InlineData("run_once", 61, 1)]
    [InlineData("run_once", 86_000, 1)]
    public void A_slot_is_missed_when_it_is_late_by_more_than_a_minute(string misfire, int lateS, int runs)
    {
        World world = OnMains();
        world.Submit($"'id':'a','kind':'noop','schedule':{{'cron':'0 13 * * *','misfire':'{misfire}'}}");
        world.Settle();
        world.Pass(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(lateS));
        Assert.Equal(runs, RunDue(world, "a"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(4321)]
    public void A_start_time_is_told_to_the_moment_and_not_a_quarter_hour_or_a_millisecond_beside_it(int ticks)
    {
        World world = OnMains();
        world.Now = new Timestamp(World.Noon.AddMinutes(7).AddTicks(ticks), world.Now.DeviceTimeMs, ClockTrust.Ntp);
        world.Submit("'id':'cron','kind':'noop','schedule':{'cron':'0 3 * * *','timezone':'UTC'}");
        world.Submit("'id':'at','kind':'noop','earliest_start':'2026-03-11T03:00:00Z'");
        world.Settle();
        DateTimeOffset three = new(2026, 3, 11, 3, 0, 0, TimeSpan.Zero);
        foreach (TaskForecast line in Scheduler.Outlooks(world.Input()))
        {
            Assert.Equal(three, line.StartAt);
            Assert.Equal(three, Assert.Single(line.WaitReasons).EstimatedAt);
        }
    }

    [Fact]
    public void A_clock_set_back_by_an_hour_runs_nothing_twice()
    {
        World world = OnMains();
        world.Submit("'id':'a','kind':'noop','schedule':{'cron':'0 13 * * *'}");
        world.Settle();
        Assert.Equal(1, RunFor(world, "a", TimeSpan.FromMinutes(70), TimeSpan.FromMinutes(10)));
        Jump(world, TimeSpan.FromHours(-1));
        Assert.Equal(0, RunFor(world, "a", TimeSpan.FromHours(3), TimeSpan.FromMinutes(10)));
        Assert.Equal(1, RunFor(world, "a", TimeSpan.FromHours(22), TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public void A_clock_set_back_by_hours_does_not_stop_a_pace_for_hours()
    {
        World world = OnMains();
        world.Submit("'id':'a','kind':'noop','schedule':{'cron':'*/5 * * * *'}");
        world.Settle();
        Assert.Equal(12, RunFor(world, "a", TimeSpan.FromHours(1), TimeSpan.FromMinutes(1)));
        Jump(world, TimeSpan.FromHours(-3));
        Assert.InRange(RunFor(world, "a", TimeSpan.FromHours(1), TimeSpan.FromMinutes(1)), 11, 12);
    }

    [Fact]
    public void A_clock_that_was_in_2098_for_a_while_stops_nothing_for_longer_than_a_period()
    {
        World world = OnMains();
        world.Submit("'id':'a','kind':'noop','schedule':{'cron':'0 13 * * *'}");
        world.Settle();
        Jump(world, TimeSpan.FromDays(72 * 365));
        Assert.Equal(1, RunDue(world, "a"));
        world.Pass(TimeSpan.FromHours(1));
        Jump(world, TimeSpan.FromDays(-72 * 365));
        Assert.Equal(2, RunFor(world, "a", TimeSpan.FromHours(49), TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public void An_armed_slot_moves_with_the_devices_time_zone()
    {
        World world = OnMains();
        world.Submit("'id':'a','kind':'noop','schedule':{'cron':'0 20 * * *'}");
        world.Settle();
        Assert.Equal(20, world["a"].Slot!.At.Hour);
        world.TaskPolicy = world.TaskPolicy with { DeviceZone = World.Zone("America/New_York")! };
        world.Settle();
        Assert.Equal("2026-03-11 00", world["a"].Slot!.At.ToString("yyyy-MM-dd HH", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Periodic_work_keeps_its_grid_and_leaves_out_what_it_missed()
    {
        World world = OnMains();
        world.Submit("'id':'a','kind':'noop','schedule':{'every_s':3600,'flex_s':600}");
        Assert.Equal(0, RunFor(world, "a", TimeSpan.FromMinutes(49), TimeSpan.FromMinutes(1)));
        Assert.Equal(24, RunFor(world, "a", TimeSpan.FromHours(24), TimeSpan.FromMinutes(1)));
        world.Pass(TimeSpan.FromHours(10.2));
        Assert.Equal(1, RunDue(world, "a"));
        Assert.Equal(0, RunDue(world, "a"));
        Assert.Equal(0, (world["a"].PeriodEndMs!.Value - world["a"].AcceptedMs) % 3_600_000);
    }

    [Fact]
    public void A_deadline_in_seconds_needs_no_clock_and_one_in_wall_time_waits_for_a_trusted_one()
    {
        World world = OnMains(ClockTrust.Unsynced);
        world.Holds = world.Holds with { Device = true };
        world.Submit("'id':'s','kind':'noop','deadline':60");
        world.Submit("'id':'w','kind':'noop','deadline':'2026-03-10T12:01:00Z'");
        world.Pass(TimeSpan.FromSeconds(60));
        world.Settle();
        Assert.Equal((TaskPhase.Failed, StopReason.DeadlineExpired), (world["s"].Phase, world["s"].Reason));
        Assert.Equal(TaskPhase.Waiting, world["w"].Phase);
        world.Now = world.Now with { Clock = ClockTrust.Ntp };
        world.Settle();
        Assert.Equal(StopReason.DeadlineExpired, world["w"].Reason);
    }

    [Fact]
    public void Each_run_of_recurring_work_has_one_final_event_and_its_own_number()
    {
        World world = OnMains();
        world.Submit("'id':'a','kind':'noop','schedule':{'cron':'0 * * * *'}");
        Assert.Equal(5, RunFor(world, "a", TimeSpan.FromHours(5), TimeSpan.FromMinutes(10)));
        Assert.Equal([1, 2, 3, 4, 5], world.Receipts.Select(r => r.Run));
        Assert.All(world.Receipts, r => Assert.Equal(TaskPhase.Succeeded, r.Phase));
        Assert.Equal(world["a"].Rev, world.Receipts[^1].Rev + 1 + world.Done.Count(d => d.Id == "a") - world.Done.FindLastIndex(d => (d.Effects & TaskEffects.Receipt) != 0) - 1);
    }
}
