using System.Text.Json;

namespace EdgeAgent.Tests.EndToEnd;

/// <summary>What the agent does to rest, by the real program on the simulated board and a real broker.</summary>
public sealed class RestTests : IDisposable
{
    private readonly TestBroker _broker = new();
    private readonly TemporaryFolder _data = new();
    private readonly Controller _controller;

    public RestTests() => _controller = new Controller(_broker.Port);

    public void Dispose()
    {
        _controller.Dispose();
        _broker.Dispose();
        _data.Dispose();
    }

    [Theory]
    [InlineData("5")]
    [InlineData("3.1.1")]
    public void A_longer_keep_alive_comes_with_a_clean_handover(string protocol)
    {
        using var agent = Start($"--EdgeAgent:Mqtt:Protocol={protocol}", "--EdgeAgent:Mqtt:KeepAliveSeconds=1", "--EdgeAgent:Power:Simulated:SocPct=95");
        var first = _controller.Await("/status", d => KeepAlive(d) == 1);
        _controller.Publish("ctl/simulate", """{"soc_pct":25}""");
        var second = _controller.Await("/status", d => KeepAlive(d) == 8);
        Assert.Equal("online", State(second));
        Assert.Equal(first.GetProperty("session").GetInt64() + 1, second.GetProperty("session").GetInt64());
        _controller.Await("/state", d => d.TryGetProperty("keep_alive_s", out var s) && s.GetDouble() == 8);
        Assert.Equal(0, agent.Terminate());
        Assert.DoesNotContain(_controller.All("/status"), d => State(d) == "lost");
    }

    private AgentProcess Start(params string[] more) => AgentProcess.Start(
        _data.Path, _broker.Port, ["--EdgeAgent:Power:Board=simulated", "--EdgeAgent:Power:Simulated:Pattern=none", .. more]);

    private static string? State(JsonElement status) => status.GetProperty("state").GetString();

    private static double? KeepAlive(JsonElement status) => status.TryGetProperty("keep_alive_s", out var s) ? s.GetDouble() : null;
}
