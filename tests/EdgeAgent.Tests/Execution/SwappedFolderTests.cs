using System.Diagnostics;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Execution;
using EdgeAgent.Native;
using EdgeAgent.Storage;
using EdgeAgent.Workers;

namespace EdgeAgent.Tests.Execution;

/// <summary>Folders that become links while a task runs, files that are none, and the agent's own data directory.</summary>
public sealed class SwappedFolderTests : IDisposable
{
    private const double Old = 30 * 86400;
    private readonly KindRig _rig = new();

    public void Dispose() => _rig.Dispose();

    private string Transfer => $"{_rig.Folder}/data/transfer";

    [Fact]
    public async Task A_cleanup_does_not_follow_a_folder_that_becomes_a_link_while_it_runs()
    {
        _rig.Write("data/agent.db", ageSeconds: Old);
        for (int i = 0; i < 200; i++) _rig.Write($"logs/d{i % 10}/agent.db{i}", ageSeconds: Old);
        _rig.Write("logs/d5/agent.db", ageSeconds: Old);
        using var stop = new CancellationTokenSource();
        Task swapping = Task.Run(() => Swap($"{_rig.Folder}/logs/d5", $"{_rig.Folder}/data", stop.Token));

        for (int i = 0; i < 20; i++)
        {
            await _rig.RunAsync(Cleaner("logs"), "cleanup", """{"older_than_s":1}""");
            Assert.True(File.Exists($"{_rig.Folder}/data/agent.db"));
        }

        await stop.CancelAsync();
        await swapping;
        Assert.True(File.Exists($"{_rig.Folder}/data/agent.db"));
    }

    [Fact]
    public void A_handle_is_not_led_astray_by_a_link_in_place_of_any_component()
    {
        _rig.Write("real/deep/file", "secret");
        Directory.CreateSymbolicLink($"{_rig.Folder}/alias", $"{_rig.Folder}/real");
        File.CreateSymbolicLink($"{_rig.Folder}/real/link", $"{_rig.Folder}/real/deep/file");

        Assert.ThrowsAny<IOException>(() => FolderHandle.Open($"{_rig.Folder}/alias/deep").Dispose());
        Assert.ThrowsAny<IOException>(() => FolderHandle.Open($"{_rig.Folder}/alias").Dispose());
        using FolderHandle real = FolderHandle.Open($"{_rig.Folder}/real");
        Assert.ThrowsAny<IOException>(() => real.OpenRead("link", out _).Dispose());
    }

    [Fact]
    public async Task A_cleanup_leaves_the_data_directory_alone_also_below_its_folder_and_by_a_hard_link()
    {
        _rig.Write("data/agent.db", ageSeconds: Old);
        _rig.Write("data/tasks/task-1/state", ageSeconds: Old);
        _rig.Write("data/transfer/archive", ageSeconds: Old);
        _rig.Write("junk", ageSeconds: Old);
        await RunToolAsync("ln", $"{_rig.Folder}/data/agent.db", $"{_rig.Folder}/alias.db");

        RunOutcome outcome = await _rig.RunAsync(Cleaner(""), "cleanup", "{}");

        Assert.Null(outcome.Error);
        Assert.Equal("alias.db data/agent.db data/tasks/task-1/state data/transfer/archive", _rig.List());
        Assert.Null((await _rig.RunAsync(Cleaner("data/transfer"), "cleanup", "{}")).Error);
        Assert.Equal("alias.db data/agent.db data/tasks/task-1/state", _rig.List());
        Assert.Contains("lies in the agent's data directory", Cleaner("").Validate(ExecRig.Spec($$"""{"path":"{{_rig.Folder}}/data/tasks"}""", kind: "cleanup")).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_an_upload_nor_an_archive_nor_a_download_touches_the_data_directory()
    {
        _rig.Write("data/agent.db", "secret");
        _rig.Write("files/a", "a");
        await RunToolAsync("ln", $"{_rig.Folder}/data/agent.db", $"{_rig.Folder}/files/alias");
        var options = new ExecutionOptions { DataDirectory = $"{_rig.Folder}/data", ReadFolders = [_rig.Folder], WriteFolders = [_rig.Folder] };

        Assert.Contains("data directory", new UploadWorker(options, Transfer, TimeProvider.System).Validate(
            ExecRig.Spec($$"""{"url":"http://x/","path":"{{_rig.Folder}}/data/agent.db"}""", kind: "http_upload")).Fault, StringComparison.Ordinal);
        Assert.Contains("data directory", new DownloadWorker(options, Transfer, TimeProvider.System).Validate(
            ExecRig.Spec($$"""{"url":"http://x/f","path":"{{_rig.Folder}}/data/agent.db"}""", kind: "http_download")).Fault, StringComparison.Ordinal);
        RunOutcome upload = await _rig.RunAsync(
            new UploadWorker(options, Transfer, TimeProvider.System), "http_upload", $$"""{"url":"http://127.0.0.1:1/","path":"{{_rig.Folder}}/files/alias"}""");
        Assert.Contains("a file of the agent's own", upload.Error!.Message, StringComparison.Ordinal);
        RunOutcome archive = await _rig.RunAsync(
            new ArchiveWorker(options, Transfer, TimeProvider.System), "archive", $$"""{"sources":["{{_rig.Folder}}"],"path":"{{_rig.Folder}}/out.tar.gz"}""");
        Assert.Contains("\"files\":1,\"bytes\":1,", ExecRig.Text(archive), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http_upload", """{"url":"http://127.0.0.1:1/","path":"FOLDER/pipe"}""")]
    [InlineData("http_upload", """{"url":"http://127.0.0.1:1/","path":"FOLDER/file","token_file":"FOLDER/pipe"}""")]
    [InlineData("http_download", """{"url":"http://127.0.0.1:1/f","token_file":"FOLDER/pipe"}""")]
    public async Task A_pipe_in_place_of_a_file_is_refused_and_holds_no_slot(string kind, string args)
    {
        _rig.Write("in/file");
        await RunToolAsync("mkfifo", $"{_rig.Folder}/in/pipe");
        var options = new ExecutionOptions { DataDirectory = $"{_rig.Folder}/data", ReadFolders = [$"{_rig.Folder}/in"] };
        ITaskWorker worker = kind == "http_upload" ? new UploadWorker(options, Transfer, TimeProvider.System) : new DownloadWorker(options, Transfer, TimeProvider.System);

        RunOutcome outcome = await _rig.RunAsync(worker, kind, args.Replace("FOLDER", $"{_rig.Folder}/in", StringComparison.Ordinal));

        Assert.Equal(ErrorCategory.ClientError, outcome.Error!.Category);
        Assert.Contains("a FIFO, socket or device, not a regular file", outcome.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_in_the_spool_does_not_hold_up_the_records()
    {
        _rig.Write("data/spool/high/1", "record");
        await RunToolAsync("mkfifo", $"{_rig.Folder}/data/spool/high/0");
        var sync = new SyncWorker($"{_rig.Folder}/data/spool", () => SyncLevel.Low, (_, _) => Task.FromResult(SpoolAnswer.Sent), TimeProvider.System);

        RunOutcome outcome = await _rig.RunAsync(sync, "sync", "{}");

        Assert.Contains("\"sent\":1", ExecRig.Text(outcome), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_of_nothing_is_an_error_and_leaves_no_file()
    {
        Directory.CreateDirectory($"{_rig.Folder}/in/empty");
        var worker = new ArchiveWorker(new ExecutionOptions { DataDirectory = $"{_rig.Folder}/data", ReadFolders = [$"{_rig.Folder}/in"] }, Transfer, TimeProvider.System);

        RunOutcome outcome = await _rig.RunAsync(worker, "archive", $$"""{"sources":["{{_rig.Folder}}/in"]}""");

        Assert.Equal(ErrorCategory.ClientError, outcome.Error!.Category);
        Assert.Equal("", _rig.List("data/transfer"));
    }

    [Fact]
    public void A_move_that_fails_leaves_no_part_beside_its_place()
    {
        string source = Path.Combine("/dev/shm", Path.GetRandomFileName());
        File.WriteAllText(source, "content");
        Directory.CreateDirectory($"{_rig.Folder}/out/name/full");

        using (FolderHandle folder = FolderHandle.Open($"{_rig.Folder}/out")) Assert.ThrowsAny<IOException>(() => DurableFile.MoveInto(source, folder, "name"));

        Assert.Equal(["name"], Directory.EnumerateFileSystemEntries($"{_rig.Folder}/out").Select(Path.GetFileName));
        Assert.Equal("content", File.ReadAllText(source));
        File.Delete(source);
    }

    [Fact]
    public async Task Work_that_does_not_stop_is_said_to_be_stuck_and_its_slot_is_freed()
    {
        using var never = new ManualResetEventSlim();
        var time = new FiringTime();
        var probe = new RunProbe();
        var request = new RunRequest(ExecRig.Spec("{}", kind: "noop"), 1, null, ExecRig.FullLimits, _rig.WorkFolder);
        IRun run = InProcessRun.Start(request, probe, time, _ =>
        {
            never.Wait();
            return Task.FromResult("too late");
        });
        await probe.Started;

        run.Stop(TimeSpan.FromSeconds(1));
        Assert.Equal(InProcessRun.StuckAfter, time.Due);
        time.Fire();

        Assert.StartsWith("stuck: the work did not stop within 10 s", (await probe.ReportAsync(r => r.Message is not null)).Message, StringComparison.Ordinal);
        Assert.StartsWith("stuck: ", (await probe.Exited).Error!.Message, StringComparison.Ordinal);
        Assert.True(await probe.StuckAsync());
        never.Set();
        // The program that was left behind has ended meanwhile.
        Assert.False(await probe.StuckAsync());
        Assert.Equal(1, probe.Exits);
    }

    private CleanupWorker Cleaner(string folder) =>
        new(new ExecutionOptions { DataDirectory = $"{_rig.Folder}/data", CleanupFolders = [$"{_rig.Folder}/{folder}".TrimEnd('/')] }, TimeProvider.System);

    private static void Swap(string folder, string target, CancellationToken stop)
    {
        string aside = folder + ".aside";
        while (!stop.IsCancellationRequested)
        {
            Directory.Move(folder, aside);
            Directory.CreateSymbolicLink(folder, target);
            File.Delete(folder);
            Directory.Move(aside, folder);
        }
    }

    private static async Task RunToolAsync(string tool, params string[] arguments)
    {
        using Process process = Process.Start(tool, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>A clock whose one timer fires when the test says so.</summary>
    private sealed class FiringTime : TimeProvider
    {
        private Action? _fire;

        public TimeSpan Due { get; private set; }

        public void Fire() => _fire!();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime;
            _fire = () => callback(state);
            return System.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
