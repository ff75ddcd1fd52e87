using System.Diagnostics;
using EdgeAgent.Execution;
using EdgeAgent.Workers;

namespace EdgeAgent.Tests.Execution;

public sealed class ArchiveTests : IDisposable
{
    private readonly KindRig _rig = new();

    public void Dispose() => _rig.Dispose();

    private ArchiveWorker Worker => new(new ExecutionOptions { ReadFolders = [$"{_rig.Folder}/in"] }, $"{_rig.Folder}/transfer", TimeProvider.System);

    [Fact]
    public async Task An_archive_unpacks_with_tar_to_what_was_packed()
    {
        _rig.Write("in/a.txt", "alpha");
        _rig.Write("in/deep/b.bin", string.Concat(Enumerable.Repeat("beta ", 100_000)));
        _rig.Write("in/empty", "");
        File.CreateSymbolicLink($"{_rig.Folder}/in/link", "/etc/passwd");
        await RunToolAsync("mkfifo", $"{_rig.Folder}/in/pipe");

        RunOutcome outcome = await _rig.RunAsync(Worker, "archive", $$"""{"sources":["{{_rig.Folder}}/in"],"path":"backup.tar.gz"}""");

        Assert.Null(outcome.Error);
        Assert.Contains("\"files\":3,\"bytes\":500005,", ExecRig.Text(outcome), StringComparison.Ordinal);
        Assert.Contains("\"left_out\":1,", ExecRig.Text(outcome), StringComparison.Ordinal);
        Directory.CreateDirectory($"{_rig.Folder}/out");
        await RunToolAsync("tar", "-xzf", $"{_rig.Folder}/transfer/backup.tar.gz", "-C", $"{_rig.Folder}/out");
        string unpacked = $"{_rig.Folder}/out{_rig.Folder}/in";
        Assert.Equal("alpha", await File.ReadAllTextAsync($"{unpacked}/a.txt"));
        Assert.Equal(await File.ReadAllTextAsync($"{_rig.Folder}/in/deep/b.bin"), await File.ReadAllTextAsync($"{unpacked}/deep/b.bin"));
        Assert.Equal("/etc/passwd", new FileInfo($"{unpacked}/link").LinkTarget);
        Assert.Equal(0, new FileInfo($"{unpacked}/empty").Length);
    }

    [Fact]
    public async Task A_stopped_archive_leaves_nothing_in_its_place()
    {
        _rig.Write("in/big", new string('x', 20_000_000));
        (IRun run, RunProbe probe) = _rig.Start(Worker, "archive", $$"""{"sources":["{{_rig.Folder}}/in"],"path":"b.tar.gz"}""");
        run.Pause();
        await probe.Started;
        run.Stop(TimeSpan.Zero);

        Assert.False((await probe.Exited).Succeeded);
        Assert.Equal("", _rig.List("transfer"));
    }

    [Fact]
    public async Task A_source_that_does_not_exist_is_the_documents_fault()
    {
        RunOutcome outcome = await _rig.RunAsync(Worker, "archive", $$"""{"sources":["{{_rig.Folder}}/in/none"]}""");

        Assert.Equal(ErrorCategory.ClientError, outcome.Error!.Category);
    }

    [Theory]
    [InlineData("{}", "args.sources: is required")]
    [InlineData("""{"sources":["/etc/shadow"]}""", "args.sources[0]: '/etc/shadow' is outside Tasks:ReadFolders")]
    [InlineData("""{"sources":["FOLDER/in"],"path":"/etc/x.tar.gz"}""", "args.path: '/etc/x.tar.gz' is outside Tasks:WriteFolders")]
    [InlineData("""{"sources":["FOLDER/in"],"path":"../x.tar.gz"}""", "args.path: must not contain '..'")]
    public void Wrong_arguments_are_refused(string args, string message) => Assert.StartsWith(
        message, Worker.Validate(ExecRig.Spec(args.Replace("FOLDER", _rig.Folder, StringComparison.Ordinal), kind: "archive")).Fault, StringComparison.Ordinal);

    private static async Task RunToolAsync(string tool, params string[] arguments)
    {
        using Process process = Process.Start(tool, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
