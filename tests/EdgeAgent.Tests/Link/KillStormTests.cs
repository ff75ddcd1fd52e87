using EdgeAgent.Link.Tool;

namespace EdgeAgent.Tests.Link;

/// <summary>The short form; <c>tests/mqtt/kill-storm.sh</c> runs 30 kills of each.</summary>
public sealed class KillStormTests
{
    [Theory]
    [InlineData("5", 1, false)]
    [InlineData("5", 2, false)]
    [InlineData("3.1.1", 1, false)]
    [InlineData("3.1.1", 2, false)]
    [InlineData("5", 2, true)]
    public async Task An_intake_killed_at_random_moments_loses_and_doubles_nothing(string protocol, int qos, bool alsoBroker)
    {
        using var storm = new KillStorm(protocol, qos, kills: 3, alsoBroker, seed: Environment.ProcessId);
        var result = await storm.Run();
        Assert.True(result.IsGood, result.ToString());
    }
}
