namespace EdgeAgent.Tests.EndToEnd;

public class CommandLineTests
{
    [Theory]
    [InlineData("--bogus", "--bogus")]
    [InlineData("run --bogus", "--bogus")]
    [InlineData("task submit --nope x --device d", "--nope")]
    [InlineData("task list --config /nowhere/agent.json", "--config")]
    [InlineData("task list --device d --port 0", "--port")]
    [InlineData("task list --device A_B", "--device")]
    [InlineData("task fly --device d", "fly")]
    [InlineData("task limit --device d", "mode")]
    [InlineData("power --device d --timeout -1", "--timeout")]
    public void A_wrong_option_is_exit_2_with_one_line_that_names_it(string arguments, string name)
    {
        var (code, _, errors) = AgentProcess.Run("", arguments.Split(' '));
        Assert.Equal(2, code);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.Contains(name, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("run")]
    [InlineData("task")]
    [InlineData("task submit")]
    [InlineData("task why")]
    [InlineData("task limit")]
    [InlineData("power")]
    [InlineData("doctor")]
    public void Every_command_has_help(string command)
    {
        var (code, output, _) = AgentProcess.Run("", [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.Equal(0, code);
        Assert.Contains("Usage:", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_configuration_is_exit_78_with_one_line_for_each_fault()
    {
        var (code, _, errors) = AgentProcess.Run("", "run", "--EdgeAgent:Mqtt:Port=0", "--EdgeAgent:Device:Id=A_B", "--EdgeAgent:Scheduling:Concurrency=many");
        Assert.Equal(78, code);
        string[] lines = errors.TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Contains(lines, l => l == "EdgeAgent:Mqtt:Port: '0': allowed a whole number from 1 to 65535");
        Assert.Contains(lines, l => l.StartsWith("EdgeAgent:Device:Id: 'A_B'", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("EdgeAgent:Scheduling:Concurrency: 'many'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_configuration_file_that_is_no_JSON_is_exit_78_and_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("agent.json"), "{ \"EdgeAgent\": ");
        var (code, _, errors) = AgentProcess.Run("", "run", "--config", folder.File("agent.json"));
        Assert.Equal(78, code);
        Assert.Contains("agent.json", errors, StringComparison.Ordinal);
        Assert.Equal(78, AgentProcess.Run("", "run", "--config", folder.File("absent.json")).ExitCode);
    }
}
