using EdgeAgent.Sleep;
using EdgeAgent.Tests.Sensors;

namespace EdgeAgent.Tests.Sleep;

public class SleepOptionsTests
{
    private static (SleepOptions? Options, string Faults) Read(string board, params (string Key, string Value)[] keys)
    {
        var (options, faults) = TestPower.ReadSleep([("EdgeAgent:Power:Board", board), .. keys.Select(k => ("EdgeAgent:Power:Sleep:" + k.Key, k.Value))]);
        return (options, string.Join('\n', faults));
    }

    [Fact]
    public void A_device_stays_awake_unless_it_is_told_to_sleep() => Assert.Null(Read("mains").Options);

    [Fact]
    public void The_simulated_board_plays_and_a_real_one_suspends()
    {
        Assert.Equal(SleepMethod.Simulated, Read("simulated", ("Enabled", "true")).Options!.Method);
        var real = Read("waveshare-ups-hat", ("Enabled", "true"), ("FromMode", "minimal")).Options!;
        Assert.Equal((SleepMethod.Suspend, "mem", 0, OperatingMode.Minimal), (real.Method, real.State, real.Rtc, real.Rule.FromMode));
    }

    [Theory]
    [InlineData("LeastSeconds", "0", "a number from 1 to 86400")]
    [InlineData("LongestSeconds", "60", "a number from LeastSeconds (300) to 604800")]
    [InlineData("State", "disk", "mem, standby, freeze")]
    [InlineData("Method", "simulated", "suspend, command")]
    [InlineData("Method", "command", "Command: (empty): allowed the absolute path of a program")]
    [InlineData("FromMode", "low", "full, reduced, minimal, critical, suspended")]
    public void A_wrong_value_is_told_with_what_is_allowed(string key, string value, string allowed) =>
        Assert.Contains(allowed, Read("waveshare-ups-hat", ("Enabled", "true"), (key, value)).Faults, StringComparison.Ordinal);
}
