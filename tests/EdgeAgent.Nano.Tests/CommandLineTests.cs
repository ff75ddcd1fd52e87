using System.Diagnostics;
using System.Text.Json;

namespace EdgeAgent.Nano.Tests;

/// <summary>The agent's own command line talks to the firmware as to any device.</summary>
public class CommandLineTests
{
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
    private static readonly string Program = Path.Combine(Repository.Root, "src", "EdgeAgent", "bin", Configuration, "net10.0", "edgeagent.dll");

    [Fact]
    public void A_task_submitted_by_the_command_line_is_accepted_shown_and_run()
    {
        using var world = new World("cli-node");
        world.Report();
        var (code, output, errors) = Run(world, """{"id":"from-cli","kind":"sample_burst","class":"critical","args":{"count":3}}""", "task", "submit", "-");
        Assert.True(code == 0, errors);
        Assert.Contains("from-cli", output, StringComparison.Ordinal);
        world.Report();
        Assert.EndsWith("SUCCEEDED", world.Finals("from-cli").Single(), StringComparison.Ordinal);

        (code, output, errors) = Run(world, "", "task", "list", "--json");
        Assert.True(code == 0, errors);
        using var list = JsonDocument.Parse(output);
        Assert.Contains("from-cli", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_that_the_firmware_refuses_is_exit_3_with_the_reason()
    {
        using var world = new World("cli-node");
        world.Report();
        var (code, _, errors) = Run(world, """{"id":"x","kind":"exec","args":{"command":"ls"}}""", "task", "submit", "-");
        Assert.Equal(3, code);
        Assert.Contains("noop, gpio_pulse, sample_burst, sync", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("power")]
    [InlineData("task why w")]
    [InlineData("task show w")]
    [InlineData("task plan")]
    [InlineData("task limit reduced")]
    [InlineData("task cancel w")]
    public void Every_question_is_answered(string command)
    {
        using var world = new World("cli-node");
        world.Report();
        world.Submit("""{"id":"w","kind":"noop","class":"charging_only","delay_s":30000000}""");
        world.Report();
        var (code, output, errors) = Run(world, "", command.Split(' '));
        Assert.True(code == 0, $"{code}: {output} {errors}");
    }

    // The device wakes and sleeps on its virtual clock until the command has its answer.
    private static (int Code, string Output, string Errors) Run(World world, string input, params string[] command)
    {
        string[] arguments = [Program, .. command, "--device", world.Id, "--host", "127.0.0.1", "--port", $"{world.Broker.Port}", "--timeout", "60"];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("dotnet does not start");
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        while (!process.HasExited) world.Report();
        return (process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }
}
