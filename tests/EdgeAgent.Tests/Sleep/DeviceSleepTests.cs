using EdgeAgent.Loop;
using EdgeAgent.Sleep;
using EdgeAgent.Tests.Sensors;

namespace EdgeAgent.Tests.Sleep;

public sealed class DeviceSleepTests : IDisposable
{
    private readonly FakeTree _tree = new FakeTree().File("sys/power/state", "freeze mem").File("sys/class/rtc/rtc0/wakealarm", "");
    private readonly Inbox _inbox = new();
    private readonly List<long> _clock = [];

    public void Dispose()
    {
        _tree.Dispose();
        _inbox.Dispose();
    }

    // Lead of the boot clock over the monotonic clock at each reading; the last value repeats.
    private Func<long> Slept(params long[] looks)
    {
        _clock.AddRange(looks);
        int i = 0;
        return () => _clock[Math.Min(i++, _clock.Count - 1)];
    }

    private KernelSleep Kernel(string state = "mem", int rtc = 0, params long[] looks) => new(_tree.Roots, state, rtc, Slept(looks));

    private string Read(string path) => File.ReadAllText(Path.Combine(_tree.Path, path));

    [Fact]
    public void The_kernel_is_asked_to_suspend_with_the_alarm_set_and_the_alarm_is_cleared_afterwards()
    {
        Assert.Null(Kernel(looks: [0, 600_000]).Sleep(TimeSpan.FromSeconds(600.9), _inbox.AwaitShutdown));
        Assert.StartsWith("mem", Read("sys/power/state"), StringComparison.Ordinal);
        Assert.StartsWith("0600", Read("sys/class/rtc/rtc0/wakealarm"), StringComparison.Ordinal); // "+600", then "0" over it
    }

    [Fact]
    public void A_kernel_that_returns_at_once_has_not_slept() =>
        Assert.Contains("without having slept", Kernel(looks: [5_000, 5_003]).Sleep(TimeSpan.FromMinutes(10), _inbox.AwaitShutdown), StringComparison.Ordinal);

    [Theory]
    [InlineData("standby", 0, "offers 'freeze mem', not 'standby'")]
    [InlineData("mem", 1, "rtc1/wakealarm does not exist")]
    public void What_is_missing_is_named_before_anything_is_tried(string state, int rtc, string fault)
    {
        Assert.Contains(fault, Kernel(state, rtc, 0).Fault(), StringComparison.Ordinal);
        Assert.Null(Kernel(looks: 0).Fault());
    }

    [Fact]
    public void A_machine_without_suspend_says_so()
    {
        _tree.Remove("sys/power/state");
        Assert.Contains("cannot suspend", Kernel(looks: 0).Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_gets_length_and_end_of_the_sleep()
    {
        string report = Path.Combine(_tree.Path, "report");
        var time = new ManualTime();
        var sleep = new CommandSleep("/bin/sh", ["-c", $"echo {{seconds}} {{until}} > {report}"], time, Slept(0, 900_000));
        Assert.Null(sleep.Fault());
        Assert.Null(sleep.Sleep(TimeSpan.FromMinutes(15), _inbox.AwaitShutdown));
        Assert.Equal($"900 {time.GetUtcNow().ToUnixTimeSeconds() + 900}\n", File.ReadAllText(report));
    }

    [Fact]
    public void A_command_that_fails_is_told_with_its_first_words() => Assert.Equal(
        "/bin/sh ended with 3: no such state",
        new CommandSleep("/bin/sh", ["-c", "echo no such state >&2; exit 3"], TimeProvider.System, Slept(0)).Sleep(TimeSpan.FromMinutes(15), _inbox.AwaitShutdown));

    [Fact]
    public void A_command_that_switches_the_device_off_is_ended_by_the_stop_of_the_service()
    {
        _inbox.Post(new AgentEvent.ShutdownRequested("SIGTERM"));
        Assert.Null(new CommandSleep("/bin/true", [], TimeProvider.System, Slept(0)).Sleep(TimeSpan.FromMinutes(15), _inbox.AwaitShutdown));
    }

    [Fact]
    public void A_program_that_is_not_there_is_named() =>
        Assert.StartsWith("/nowhere/suspend does not exist", new CommandSleep("/nowhere/suspend", [], TimeProvider.System, Slept(0)).Fault(), StringComparison.Ordinal);
}
