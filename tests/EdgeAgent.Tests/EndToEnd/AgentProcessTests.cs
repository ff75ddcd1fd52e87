using System.Globalization;

namespace EdgeAgent.Tests.EndToEnd;

/// <summary>The real program with a real broker, killed at critical moments.</summary>
public sealed class AgentProcessTests : IDisposable
{
    private readonly TestBroker _broker = new();
    private readonly TemporaryFolder _data = new();
    private readonly Controller _controller;

    public AgentProcessTests() => _controller = new Controller(_broker.Port);

    public void Dispose()
    {
        _controller.Dispose();
        _broker.Dispose();
        _data.Dispose();
    }

    [Fact]
    public void Birth_will_and_goodbye_carry_the_number_of_their_connection()
    {
        using (var first = Start())
        {
            var birth = _controller.Await("/status", d => State(d) == "online");
            first.Kill();
            var lost = _controller.Await("/status", d => State(d) == "lost");
            Assert.Equal(birth.GetProperty("session").GetInt64(), lost.GetProperty("session").GetInt64());
        }

        _controller.Forget();
        using var second = Start();
        var again = _controller.Await("/status", d => State(d) == "online");
        Assert.True(again.GetProperty("session").GetInt64() > 1);
        Assert.Equal(0, second.Terminate());
        var offline = _controller.Await("/status", d => State(d) == "offline");
        Assert.Equal(again.GetProperty("session").GetInt64(), offline.GetProperty("session").GetInt64());
        Assert.DoesNotContain(_controller.All("/status"), d => State(d) == "lost");
    }

    [Theory]
    [InlineData("""{"id":"k","kind":"noop","delay_s":600}""", "SCHEDULED")]
    [InlineData("""{"id":"k","kind":"noop","after":["never"]}""", "BLOCKED")]
    [InlineData("""{"id":"k","kind":"noop","constraints":{"idle":true,"max_cpu_temperature_c":20},"class":"charging_only","tags":["x"],"schedule":{"every_s":900}}""", null)]
    public void A_kill_loses_no_accepted_task(string document, string? phase)
    {
        using (var agent = Start())
        {
            _controller.Await("/status", d => State(d) == "online");
            _controller.Publish("task/submit", document);
            _controller.AwaitReceipt(r => Id(r) == "k");
            agent.Kill();
        }

        _controller.Forget();
        using var again = Start();
        _controller.Await("/status", d => State(d) == "online");
        _controller.Publish("ctl/show", """{"id":"k","correlation":1}""");
        var shown = _controller.Await("/ctl/reply", d => d.GetProperty("verb").GetString() == "show");
        Assert.True(shown.GetProperty("ok").GetBoolean());
        if (phase is not null) Assert.Equal(phase, shown.GetProperty("data").GetProperty("phase").GetString());
    }

    [Fact]
    public void A_task_that_runs_when_the_agent_is_killed_runs_once_more_and_its_process_is_gone()
    {
        const string document = """
            {"id":"k","kind":"exec","args":{"command":"sh","argv":["-c","echo $$ >> pids; [ -e second ] && exit 0; touch second; sleep 300"]}}
            """;
        using (var agent = Start())
        {
            _controller.Await("/status", d => State(d) == "online");
            _controller.Publish("task/submit", document);
            _controller.AwaitPhase("k", "RUNNING");
            _controller.Await("/state", d => d.TryGetProperty("queue", out var q) && q.GetProperty("running").GetInt32() == 1);
            AwaitFile(Path.Combine(_data.Path, "tasks", "task-k", "second"));
            agent.Kill();
        }

        string first = File.ReadLines(Path.Combine(_data.Path, "tasks", "task-k", "pids")).First();
        using var again = Start();
        var ended = _controller.AwaitPhase("k", "SUCCEEDED");
        Assert.Equal(2, ended.GetProperty("attempt").GetInt32());
        Assert.True(IsGone(first), "the first attempt still runs");
        var receipt = _controller.AwaitReceipt(r => Id(r) == "k" && r.GetProperty("status").GetString() == "SUCCEEDED");
        Assert.Equal(2, receipt.GetProperty("seq").GetInt64());
    }

    // A killed orphan stays a zombie until process 1 reaps it; the test cannot influence when.
    private static bool IsGone(string pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }

    [Fact]
    public void What_was_published_while_the_agent_was_away_is_taken_in_when_it_returns()
    {
        using (var agent = Start())
        {
            _controller.Await("/status", d => State(d) == "online");
            Assert.Equal(0, agent.Terminate());
        }

        for (int i = 0; i < 50; i++) _controller.Publish("task/submit", $$"""{"id":"q{{i}}","kind":"noop","delay_s":600}""");
        using var again = Start();
        var last = _controller.AwaitReceipt(r => Id(r) == "q49");
        Assert.Equal(50, last.GetProperty("seq").GetInt64());
    }

    [Fact]
    public void A_retained_submission_starts_nothing_and_says_so()
    {
        _controller.Publish("task/submit", """{"id":"ghost","kind":"noop"}""", isRetained: true);
        using var agent = Start();
        var receipt = _controller.AwaitReceipt(r => Id(r) == "ghost");
        Assert.Equal("REJECTED", receipt.GetProperty("status").GetString());
        Assert.StartsWith("retained", receipt.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_submission_with_the_retain_flag_is_refused_as_well_while_the_agent_is_connected()
    {
        using var agent = Start();
        _controller.Await("/status", d => State(d) == "online");
        _controller.Publish("task/submit", """{"id":"ghost","kind":"noop"}""", isRetained: true);
        Assert.Equal("REJECTED", _controller.AwaitReceipt(r => Id(r) == "ghost").GetProperty("status").GetString());
    }

    [Fact]
    public void The_commands_talk_to_the_device_and_tell_the_outcome_by_their_exit_code()
    {
        using var agent = Start();
        _controller.Await("/status", d => State(d) == "online");
        string[] to = ["--device", "e2e", "--port", _broker.Port.ToString(CultureInfo.InvariantCulture), "--timeout", "30"];

        var accepted = AgentProcess.Run("""{"id":"c","kind":"noop","delay_s":600}""", ["task", "submit", "-", .. to]);
        Assert.Equal(0, accepted.ExitCode);
        Assert.Contains("c QUEUED", accepted.Output, StringComparison.Ordinal);
        var refused = AgentProcess.Run("""{"id":"c","kind":"noop"}""", ["task", "submit", "-", .. to]);
        Assert.Equal((3, true), (refused.ExitCode, refused.Errors.Contains("id_conflict", StringComparison.Ordinal)));
        Assert.Contains("MINIMUM_LATENCY", AgentProcess.Run("", ["task", "why", "c", .. to]).Output, StringComparison.Ordinal);
        Assert.Contains("\"id\":\"c\"", AgentProcess.Run("", ["task", "list", "--json", .. to]).Output, StringComparison.Ordinal);
        Assert.Equal(0, AgentProcess.Run("", ["task", "cancel", "c", .. to]).ExitCode);
        Assert.Equal(3, AgentProcess.Run("", ["task", "cancel", "c", .. to]).ExitCode);
        Assert.Contains("limit: minimal", AgentProcess.Run("", ["task", "limit", "minimal", .. to]).Output, StringComparison.Ordinal);
        Assert.Equal(3, AgentProcess.Run("", ["task", "limit", "turbo", .. to]).ExitCode);
        Assert.Contains("external", AgentProcess.Run("", ["power", .. to]).Output, StringComparison.Ordinal);
        var nobody = AgentProcess.Run("", ["task", "list", "--device", "nobody", "--port", to[3], "--timeout", "0.5"]);
        Assert.Equal(4, nobody.ExitCode);
        Assert.Contains("nobody", nobody.Errors, StringComparison.Ordinal);
    }

    private AgentProcess Start() => AgentProcess.Start(_data.Path, _broker.Port);

    private static string? State(System.Text.Json.JsonElement status) => status.GetProperty("state").GetString();

    private static string? Id(System.Text.Json.JsonElement receipt) => receipt.TryGetProperty("id", out var id) ? id.GetString() : null;

    private static void AwaitFile(string path)
    {
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!);
        using var found = new ManualResetEventSlim();
        watcher.Created += (_, _) =>
        {
            if (File.Exists(path)) found.Set();
        };
        watcher.EnableRaisingEvents = true;
        Assert.True(File.Exists(path) || found.Wait(TimeSpan.FromSeconds(30)), path + " did not appear");
    }
}
