using EdgeAgent.Execution;
using EdgeAgent.Workers;

namespace EdgeAgent.Tests.Execution;

public sealed class CleanupTests : IDisposable
{
    private const double Day = 86400;
    private readonly KindRig _rig = new();

    public void Dispose() => _rig.Dispose();

    private CleanupWorker Worker => new(new ExecutionOptions { CleanupFolders = [$"{_rig.Folder}/logs"] }, TimeProvider.System);

    [Fact]
    public async Task Old_files_go_and_young_ones_stay()
    {
        _rig.Write("logs/old", ageSeconds: 3 * Day);
        _rig.Write("logs/deep/old", ageSeconds: 3 * Day);
        _rig.Write("logs/young", ageSeconds: 1 * Day);
        _rig.Write("elsewhere", ageSeconds: 99 * Day);

        RunOutcome outcome = await _rig.RunAsync(Worker, "cleanup", $$"""{"path":"{{_rig.Folder}}/logs","older_than_s":{{2 * Day}}}""");

        Assert.Equal("""{"deleted":2,"bytes":2,"kept":1,"failed":0,"dry_run":false}""", ExecRig.Text(outcome));
        Assert.Equal("elsewhere logs/young", _rig.List());
    }

    [Fact]
    public async Task The_oldest_go_until_the_rest_is_small_enough()
    {
        for (int i = 1; i <= 4; i++) _rig.Write($"logs/{i}", new string('x', 512 * 1024), ageSeconds: i * 100);

        await _rig.RunAsync(Worker, "cleanup", """{"max_total_mb":1}""");

        Assert.Equal("1 2", _rig.List("logs"));
    }

    [Fact]
    public async Task Without_arguments_what_is_older_than_a_week_goes()
    {
        _rig.Write("logs/eight", ageSeconds: 8 * Day);
        _rig.Write("logs/six", ageSeconds: 6 * Day);

        await _rig.RunAsync(Worker, "cleanup", "{}");

        Assert.Equal("six", _rig.List("logs"));
    }

    [Fact]
    public async Task A_pattern_and_a_flat_run_narrow_the_choice()
    {
        _rig.Write("logs/a.log", ageSeconds: 9 * Day);
        _rig.Write("logs/a.txt", ageSeconds: 9 * Day);
        _rig.Write("logs/deep/a.log", ageSeconds: 9 * Day);

        await _rig.RunAsync(Worker, "cleanup", """{"pattern":"*.log","recursive":false}""");

        Assert.Equal("a.txt deep/a.log", _rig.List("logs"));
    }

    [Fact]
    public async Task A_dry_run_only_counts()
    {
        _rig.Write("logs/a", ageSeconds: 9 * Day);

        RunOutcome outcome = await _rig.RunAsync(Worker, "cleanup", """{"dry_run":true}""");

        Assert.StartsWith("""{"deleted":1,""", ExecRig.Text(outcome), StringComparison.Ordinal);
        Assert.Equal("a", _rig.List("logs"));
    }

    [Fact]
    public async Task Links_are_neither_followed_nor_deleted()
    {
        _rig.Write("precious/a", ageSeconds: 9 * Day);
        Directory.CreateDirectory($"{_rig.Folder}/logs");
        File.CreateSymbolicLink($"{_rig.Folder}/logs/folder", $"{_rig.Folder}/precious");
        File.CreateSymbolicLink($"{_rig.Folder}/logs/file", $"{_rig.Folder}/precious/a");

        RunOutcome outcome = await _rig.RunAsync(Worker, "cleanup", "{}");

        Assert.StartsWith("""{"deleted":0,""", ExecRig.Text(outcome), StringComparison.Ordinal);
        Assert.Equal("a", _rig.List("precious"));
    }

    [Theory]
    [InlineData("""{"path":"/etc"}""", "args.path: '/etc' is outside Tasks:CleanupFolders")]
    [InlineData("""{"pattern":"../*"}""", "args.pattern: matches file names")]
    [InlineData("""{"older_than_s":-1}""", "args.older_than_s: must be a number from 0")]
    public void Wrong_arguments_are_refused(string args, string message) =>
        Assert.StartsWith(message, Worker.Validate(ExecRig.Spec(args, kind: "cleanup")).Fault, StringComparison.Ordinal);
}
