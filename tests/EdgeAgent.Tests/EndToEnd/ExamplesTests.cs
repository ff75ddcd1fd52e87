using System.Diagnostics;
using System.Text.Json.Nodes;

namespace EdgeAgent.Tests.EndToEnd;

/// <summary>The examples of <c>deploy/examples</c>, run as they are against the real program and a real broker.</summary>
public sealed class ExamplesTests : IDisposable
{
    private static readonly string Examples = Path.Combine(Repository.Root, "deploy", "examples");

    private readonly TestBroker _broker = new();
    private readonly TemporaryFolder _data = new();
    private readonly Controller _controller;

    public ExamplesTests() => _controller = new Controller(_broker.Port);

    public void Dispose()
    {
        _controller.Dispose();
        _broker.Dispose();
        _data.Dispose();
    }

    [Fact]
    public void The_submitter_in_Python_runs_a_task_of_the_example_kind_to_its_end()
    {
        string file = _data.File("content");
        File.WriteAllText(file, "abc");
        using var agent = StartWithKind();
        AwaitOnline();
        var (code, output) = Submit(new JsonObject { ["path"] = file });
        Assert.Equal((0, "sum QUEUED \nsum SUCCEEDED \n"), (code, output));
    }

    [Fact]
    public void The_submitter_reports_a_task_of_the_example_kind_that_fails()
    {
        using var agent = StartWithKind();
        AwaitOnline();
        var (code, output) = Submit(new JsonObject { ["path"] = "/nowhere" });
        Assert.Equal(1, code);
        Assert.Contains("sum FAILED", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_submitter_reports_a_rejection()
    {
        using var agent = AgentProcess.Start(_data.Path, _broker.Port);
        AwaitOnline();
        var (code, output) = Submit([]);
        Assert.Equal(3, code);
        Assert.Contains("sum REJECTED", output, StringComparison.Ordinal);
    }

    // The example's configuration as it is, but with the program where the repository has it.
    private AgentProcess StartWithKind() => AgentProcess.Start(
        _data.Path, _broker.Port, "--config", Path.Combine(Examples, "kind", "agent.json"),
        $"--EdgeAgent:Tasks:AllowedCommands:checksum:Arguments:0={Path.Combine(Examples, "kind", "checksum.py")}");

    // Before its first connection a device has no session at the broker that would keep the message.
    private void AwaitOnline() => _controller.Await("/status", d => d.GetProperty("state").GetString() == "online");

    private (int Code, string Output) Submit(JsonObject args)
    {
        var document = JsonNode.Parse(File.ReadAllText(Path.Combine(Examples, "kind", "task.json")))!.AsObject();
        (document["id"], document["args"]) = ("sum", args);
        string file = _data.File("task.json");
        File.WriteAllText(file, document.ToJsonString());
        // The system's interpreter, which has the packages of the system.
        string[] arguments = [Path.Combine(Examples, "submit", "submit.py"), "127.0.0.1", $"{_broker.Port}", "e2e", file];
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(120))) process.Kill();
        string output = text.GetAwaiter().GetResult();
        Assert.True(errors.GetAwaiter().GetResult().Length == 0, errors.Result);
        return (process.ExitCode, output);
    }
}
