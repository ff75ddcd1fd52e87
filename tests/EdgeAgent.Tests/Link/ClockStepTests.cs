using System.Diagnostics;
using EdgeAgent.Link;
using EdgeAgent.Loop;
using EdgeAgent.Native;

namespace EdgeAgent.Tests.Link;

/// <summary>In the guest, whose clock is its own to set.</summary>
public sealed class SteppedClockGuestTests
{
    [Fact]
    public async Task Each_step_of_the_clock_ends_the_sleep_of_the_link_at_once()
    {
        Assert.SkipUnless(Guest.IsHere, "NOT TESTED HERE: a step of the clock; ClockStepTests runs it in a guest");
        using var alarm = new Alarm();
        foreach (string step in new[] { "+1 hour", "-2 hours" })
        {
            using (var date = Process.Start("date", ["-s", step]))
            {
                await date.WaitForExitAsync(TestContext.Current.CancellationToken);
                Assert.Equal(0, date.ExitCode);
            }

            alarm.Wait(BootClock.Now + 120_000);
            Assert.True(alarm.TakeResumed());
        }
    }
}

public sealed class ClockStepTests
{
    [Fact]
    public void Nobody_sets_the_clock_and_the_alarm_reports_no_step()
    {
        using var alarm = new Alarm();
        alarm.Set();
        alarm.Wait(long.MaxValue);
        Assert.False(alarm.TakeResumed());
    }

    [Fact]
    public void A_step_of_the_clock_has_the_loop_read_its_calendars_anew()
    {
        using var inbox = new Inbox();
        new LinkEvents(inbox).MachineSlept();
        Assert.Equal([new AgentEvent.MachineSlept(), new AgentEvent.ClockSet()], inbox.Take(TimeSpan.Zero));
    }

    [Fact]
    public async Task A_step_of_the_clock_is_noticed_in_a_guest_whose_clock_can_be_set()
    {
        await Guest.RunTestsAsync([typeof(SteppedClockGuestTests)], 1);
    }
}
