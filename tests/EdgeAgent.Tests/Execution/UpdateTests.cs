using System.Security.Cryptography;
using System.Text;
using EdgeAgent.Execution;
using EdgeAgent.Workers;

namespace EdgeAgent.Tests.Execution;

/// <summary>Updates of a "system" that is one file, installed by a real script.</summary>
public sealed class UpdateTests : IAsyncDisposable
{
    private static readonly byte[] Release = Encoding.ASCII.GetBytes("version 2\n");
    private readonly KindRig _rig = new();
    private readonly ExecRig _exec;
    private readonly CommandTable _commands;
    private readonly TinyHttpServer _server = new(async (_, stream) => await stream.WriteAsync(TinyHttpServer.Answer("200 OK", body: Release)));
    private bool _hasPower = true;

    public UpdateTests()
    {
        Script("install", "cp \"$SYSTEM\" \"$SYSTEM.old\"; cp \"$UPDATE_FILE\" \"$SYSTEM\"; echo i >> \"$SYSTEM.log\"; [ ! -e \"$SYSTEM.breaks\" ]");
        Script("health", "echo h >> \"$SYSTEM.log\"; grep -q \"version $UPDATE_VERSION\" \"$SYSTEM\" && [ ! -e \"$SYSTEM.sick\" ]");
        Script("rollback", "echo r >> \"$SYSTEM.log\"; cp \"$SYSTEM.old\" \"$SYSTEM\"");
        _rig.Write("system", "version 1\n");
        _commands = ExecRig.Commands(Command("install"), Command("health"), Command("rollback"));
        _exec = new ExecRig(commands: _commands);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _exec.Dispose();
        _rig.Dispose();
    }

    [Fact]
    public async Task An_update_is_downloaded_installed_and_checked()
    {
        RunOutcome outcome = await UpdateAsync();

        Assert.Null(outcome.Error);
        Assert.Equal("version 2\n", System);
        Assert.Equal("i h", Log);
        Assert.Contains("\"version\":\"2\"", ExecRig.Text(outcome), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_power_it_downloads_but_does_not_install()
    {
        _hasPower = false;
        RunOutcome waiting = await UpdateAsync();
        _hasPower = true;
        RunOutcome done = await UpdateAsync();

        Assert.True(waiting.AsksForLater);
        Assert.Equal(TimeSpan.FromHours(1), waiting.RetryAfter);
        Assert.Null(done.Error);
        Assert.Single(_server.Calls);
    }

    [Fact]
    public async Task A_bad_health_check_rolls_back_for_good()
    {
        _rig.Write("system.sick");

        RunOutcome outcome = await UpdateAsync();
        RunOutcome again = await UpdateAsync();

        Assert.Equal(ErrorCategory.ClientError, outcome.Error!.Category);
        Assert.Equal(ErrorCategory.ClientError, again.Error!.Category);
        Assert.Equal("version 1\n", System);
        Assert.Equal("i h r", Log);
    }

    [Fact]
    public async Task An_installation_that_fails_three_times_is_rolled_back()
    {
        _rig.Write("system.breaks");
        _rig.Write("system.sick");

        RunOutcome[] outcomes = [await UpdateAsync(), await UpdateAsync(), await UpdateAsync()];

        Assert.Equal([ErrorCategory.Other, ErrorCategory.Other, ErrorCategory.ClientError], outcomes.Select(o => o.Error!.Category));
        Assert.Equal("i h i h i r", Log);
    }

    [Theory]
    [InlineData("Install 1", "version 1\n", "h i h")]
    [InlineData("Install 1", "version 2\n", "h")]
    [InlineData("Check 1", "version 2\n", "h")]
    [InlineData("Check 1", "version 1\n", "h r")]
    [InlineData("Rollback 1", "version 2\n", "r")]
    [InlineData("nonsense", "version 1\n", "i h")]
    public async Task After_a_power_cut_it_goes_on_from_the_stored_stage(string stage, string system, string log)
    {
        Directory.CreateDirectory(_rig.WorkFolder);
        await File.WriteAllTextAsync($"{_rig.WorkFolder}/update.stage", stage);
        await File.WriteAllBytesAsync($"{_rig.WorkFolder}/update.file", Release);
        _rig.Write("system", system);
        _rig.Write("system.old", "version 1\n");

        RunOutcome outcome = await UpdateAsync();

        Assert.Equal(log, Log);
        Assert.Equal(log.EndsWith('r') ? "version 1\n" : "version 2\n", System);
        Assert.Equal(!log.EndsWith('r'), outcome.Succeeded);
    }

    [Theory]
    [InlineData("""{"url":"http://x/f","sha256":"SHA","install":"rm"}""", "args.install: 'rm' is not in Tasks:AllowedCommands")]
    [InlineData("""{"url":"http://x/f","install":"install"}""", "args.sha256: is required")]
    [InlineData("""{"url":"http://x/f","sha256":"SHA"}""", "args.install: is required")]
    [InlineData("""{"url":"http://x/f","sha256":"SHA","install":"install","health":"no"}""", "args.health: 'no' is not in")]
    public void Wrong_arguments_are_refused(string args, string message) => Assert.StartsWith(
        message, Worker().Validate(ExecRig.Spec(args.Replace("SHA", new string('a', 64), StringComparison.Ordinal), kind: "update")).Fault, StringComparison.Ordinal);

    private string System => File.ReadAllText($"{_rig.Folder}/system");

    private string Log => File.Exists($"{_rig.Folder}/system.log") ? File.ReadAllText($"{_rig.Folder}/system.log").Trim().Replace('\n', ' ') : "";

    private Task<RunOutcome> UpdateAsync() => _rig.RunAsync(
        Worker(), "update",
        $$"""{"url":"{{_server.Url("/r2")}}","sha256":"{{Convert.ToHexStringLower(SHA256.HashData(Release))}}","version":"2","install":"install","health":"health","rollback":"rollback"}""");

    private UpdateWorker Worker() => new(new ExecutionOptions(), _commands, _exec.Worker, () => _hasPower, new UpdateSupervisor($"{_rig.Folder}/inbox/bundle", $"{_rig.Folder}/nobody", TimeProvider.System), TimeProvider.System);

    private void Script(string name, string body) => _rig.Write($"{name}.sh", body);

    private AllowedCommand Command(string name) => ExecRig.Command(name, "/bin/sh") with
    {
        Arguments = [$"{_rig.Folder}/{name}.sh"],
        Environment = new Dictionary<string, string> { ["SYSTEM"] = $"{_rig.Folder}/system" },
    };
}
