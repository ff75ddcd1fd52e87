using System.Diagnostics;
using EdgeAgent.Hosting;
using EdgeAgent.Loop;

namespace EdgeAgent.Tests.Hosting;

/// <summary>In the guest, whose clock is its own to set.</summary>
public sealed class SteppedClockGuestTests
{
    [Fact]
    public async Task Each_step_of_the_clock_is_told_at_once()
    {
        Assert.SkipUnless(Guest.IsHere, "NOT TESTED HERE: a step of the clock; ClockWatchTests runs it in a guest");
        using var inbox = new Inbox();
        using var watch = new ClockWatch(inbox);
        await watch.StartAsync(TestContext.Current.CancellationToken);
        foreach (string step in new[] { "+1 hour", "-2 hours" })
        {
            using (var date = Process.Start("date", ["-s", step]))
            {
                await date.WaitForExitAsync(TestContext.Current.CancellationToken);
                Assert.Equal(0, date.ExitCode);
            }

            Assert.IsType<AgentEvent.ClockSet>(Assert.Single(inbox.Take(TimeSpan.FromMinutes(2))));
        }

        await watch.StopAsync(TestContext.Current.CancellationToken);
    }
}

public sealed class ClockWatchTests
{
    [Fact]
    public async Task Nobody_sets_the_clock_and_the_watch_says_nothing_and_stops()
    {
        using var inbox = new Inbox();
        using var watch = new ClockWatch(inbox);
        await watch.StartAsync(TestContext.Current.CancellationToken);
        await watch.StopAsync(TestContext.Current.CancellationToken);
        Assert.Empty(inbox.Take(TimeSpan.Zero));
    }

    [Fact]
    public async Task A_step_of_the_clock_is_noticed_in_a_guest_whose_clock_can_be_set()
    {
        Assert.SkipUnless(Guest.Exists, $"NOT TESTED: a step of the clock; {Guest.Program} is missing (apt install user-mode-linux)");
        using var folder = new TemporaryFolder();
        string init = folder.File("init.sh");
        string scratch = Directory.CreateDirectory(folder.File("scratch")).FullName;
        await File.WriteAllTextAsync(init, $"""
            mount -t proc proc /proc
            mount -t sysfs sysfs /sys
            mount -t tmpfs tmpfs {scratch}
            export HOME={scratch} TMPDIR={scratch} PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
            dotnet exec {typeof(ClockWatchTests).Assembly.Location} -class {typeof(SteppedClockGuestTests).FullName} -noColor
            halt -f
            """, TestContext.Current.CancellationToken);

        string output = await Guest.BootAsync(init);

        Assert.True(output.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0", StringComparison.Ordinal), output);
    }
}
