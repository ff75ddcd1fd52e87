using System.Text.Json;

namespace EdgeAgent.Tests.EndToEnd;

/// <summary>How the agent saves energy by a longer keep-alive and by sleep: the real program on the simulated board with a real broker.</summary>
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

    [Theory]
    [InlineData("5")]
    [InlineData("3.1.1")]
    public void The_device_sleeps_wakes_when_it_said_and_runs_what_was_submitted_meanwhile(string protocol)
    {
        using var agent = Start(
            $"--EdgeAgent:Mqtt:Protocol={protocol}", "--EdgeAgent:Power:Simulated:SocPct=90", "--EdgeAgent:Power:Sleep:Enabled=true",
            "--EdgeAgent:Power:Sleep:LeastSeconds=1", "--EdgeAgent:Power:Sleep:LongestSeconds=6", "--EdgeAgent:Power:Sleep:StayAwakeSeconds=2");
        var online = _controller.Await("/status", d => State(d) == "online");
        var sleeping = _controller.Await("/status", d => State(d) == "sleeping");
        Assert.Equal("nothing to do", sleeping.GetProperty("reason").GetString());
        var wakeAt = sleeping.GetProperty("next_wake_at").GetDateTimeOffset();
        Assert.InRange(wakeAt - sleeping.GetProperty("ts").GetDateTimeOffset(), TimeSpan.FromSeconds(5.9), TimeSpan.FromSeconds(6.1));

        // A submission that arrives before the device disconnects keeps it awake, as it should; then the test checks the next sleep.
        JsonElement accepted = default;
        for (int i = 0; i < 5; i++)
        {
            _controller.Publish("task/submit", $$"""{"id":"meanwhile{{i}}","kind":"noop","class":"critical"}""");
            accepted = _controller.AwaitReceipt(r => r.GetProperty("id").GetString() == $"meanwhile{i}");
            _controller.AwaitPhase($"meanwhile{i}", "SUCCEEDED");
            if (accepted.GetProperty("ts").GetDateTimeOffset() >= wakeAt - TimeSpan.FromSeconds(0.1)) break;
            var last = wakeAt;
            wakeAt = _controller.Await("/status", d => State(d) == "sleeping" && WakeAt(d) > last).GetProperty("next_wake_at").GetDateTimeOffset();
        }

        Assert.InRange(accepted.GetProperty("ts").GetDateTimeOffset() - wakeAt, TimeSpan.FromSeconds(-0.1), TimeSpan.FromSeconds(30));
        var again = _controller.Await("/status", d => State(d) == "online" && Session(d) == Session(online) + 1);
        _controller.Await("/status", d => State(d) == "sleeping" && Session(d) == Session(again));
        Assert.Equal(0, agent.Terminate());
        _controller.Await("/status", d => State(d) == "offline");
        Assert.DoesNotContain(_controller.All("/status"), d => State(d) == "lost");
    }

    [Fact]
    public void The_commands_say_that_the_device_sleeps_and_can_keep_it_awake()
    {
        using var agent = Start(
            "--EdgeAgent:Power:Simulated:SocPct=90", "--EdgeAgent:Power:Sleep:Enabled=true",
            "--EdgeAgent:Power:Sleep:LeastSeconds=1", "--EdgeAgent:Power:Sleep:LongestSeconds=10", "--EdgeAgent:Power:Sleep:StayAwakeSeconds=2");
        string[] to = ["--device", "e2e", "--port", $"{_broker.Port}"];
        var sleeping = _controller.Await("/status", d => State(d) == "sleeping");
        var (code, _, errors) = AgentProcess.Run("", ["task", "list", .. to, "--timeout", "1"]);
        Assert.Equal(4, code);
        Assert.Contains($"it sleeps until {sleeping.GetProperty("next_wake_at").GetString()}", errors, StringComparison.Ordinal);

        // What was asked for meanwhile is answered after the wake-up; the hold is kept until it is released.
        Assert.Equal(0, AgentProcess.Run("", ["task", "hold", "--sleep", .. to, "--timeout", "60"]).ExitCode);
        _controller.Forget();
        Assert.Equal(0, AgentProcess.Run("", ["task", "release", "--sleep", .. to, "--timeout", "60"]).ExitCode);
        Assert.DoesNotContain(_controller.All("/status"), d => State(d) == "sleeping");
        _controller.Await("/status", d => State(d) == "sleeping");
    }

    [Fact]
    public void A_suspension_that_is_announced_by_a_signal_is_told_before_it_comes()
    {
        using var agent = Start();
        _controller.Await("/status", d => State(d) == "online");
        agent.Signal("USR1");
        var sleeping = _controller.Await("/status", d => State(d) == "sleeping");
        Assert.Equal("suspended by the system", sleeping.GetProperty("reason").GetString());
        Assert.Equal(0, agent.Terminate());
        _controller.Await("/status", d => State(d) == "offline");
        Assert.DoesNotContain(_controller.All("/status"), d => State(d) == "lost");
    }

    private static DateTimeOffset? WakeAt(JsonElement status) => status.TryGetProperty("next_wake_at", out var at) ? at.GetDateTimeOffset() : null;

    private static long Session(JsonElement status) => status.GetProperty("session").GetInt64();

    private AgentProcess Start(params string[] more) => AgentProcess.Start(
        _data.Path, _broker.Port, ["--EdgeAgent:Power:Board=simulated", "--EdgeAgent:Power:Simulated:Pattern=none", .. more]);

    private static string? State(JsonElement status) => status.GetProperty("state").GetString();

    private static double? KeepAlive(JsonElement status) => status.TryGetProperty("keep_alive_s", out var s) ? s.GetDouble() : null;
}
