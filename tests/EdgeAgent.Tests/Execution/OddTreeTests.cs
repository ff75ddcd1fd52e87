using System.Diagnostics;
using EdgeAgent.Execution;
using EdgeAgent.Workers;

namespace EdgeAgent.Tests.Execution;

/// <summary>Trees as they are found: mounts, names that are no UTF-8, files with holes or several names, more levels than a path has.</summary>
public sealed class OddTreeTests : IDisposable
{
    private const double Old = 99 * 86400;
    private readonly KindRig _rig = new();

    public void Dispose() => _rig.Dispose();

    private CleanupWorker Cleaner => new(new ExecutionOptions { CleanupFolders = [$"{_rig.Folder}/logs"] }, TimeProvider.System);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cleanup_does_not_go_into_what_is_mounted_below_its_folder(bool isSameFileSystem)
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("needs root to mount");
        _rig.Write("logs/old", ageSeconds: Old);
        _rig.Write("precious/photo", ageSeconds: Old);
        string mount = Directory.CreateDirectory($"{_rig.Folder}/logs/mnt").FullName;
        if (isSameFileSystem) Run("mount", "--bind", $"{_rig.Folder}/precious", mount);
        else Run("mount", "-t", "tmpfs", "edgeagent-test", mount);
        try
        {
            if (!isSameFileSystem) _rig.Write("logs/mnt/photo", ageSeconds: Old);

            RunOutcome outcome = await _rig.RunAsync(Cleaner, "cleanup", "{}");

            Assert.StartsWith("""{"deleted":1,""", ExecRig.Text(outcome), StringComparison.Ordinal);
            Assert.Equal("mnt/photo", _rig.List("logs"));
        }
        finally
        {
            Run("umount", mount);
        }
    }

    [Fact]
    public async Task A_name_that_is_no_utf8_is_deleted_and_archived_like_any_other()
    {
        Directory.CreateDirectory($"{_rig.Folder}/logs");
        // caf<E9> with a line feed, and a name that holds a private character of its own.
        Run("sh", "-c", $"cd {_rig.Folder}/logs && printf x > \"$(printf 'caf\\351\\nb')\" && printf y > \"$(printf '\\356\\276\\200z')\" && touch -d 2001-01-01 *");
        var archiver = new ArchiveWorker(new ExecutionOptions { ReadFolders = [_rig.Folder], WriteFolders = [_rig.Folder] }, $"{_rig.Folder}/transfer", TimeProvider.System);

        RunOutcome archive = await _rig.RunAsync(archiver, "archive", $$"""{"sources":["{{_rig.Folder}}/logs"],"path":"{{_rig.Folder}}/out.tar.gz"}""");
        RunOutcome cleanup = await _rig.RunAsync(Cleaner, "cleanup", "{}");

        Assert.Contains("\"files\":2,\"bytes\":2,", ExecRig.Text(archive), StringComparison.Ordinal);
        Assert.Equal("%EE%BE%80z caf%E9\\nb", NamesIn($"{_rig.Folder}/out.tar.gz"));
        Assert.StartsWith("""{"deleted":2,"bytes":2,"kept":0,"failed":0""", ExecRig.Text(cleanup), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries($"{_rig.Folder}/logs"));
    }

    [Fact]
    public async Task A_file_with_holes_counts_with_what_it_occupies_so_that_its_neighbours_stay()
    {
        _rig.Write("logs/older", ageSeconds: 200);
        using (FileStream sparse = File.Create($"{_rig.Folder}/logs/sparse")) sparse.SetLength(1L << 40);

        RunOutcome outcome = await _rig.RunAsync(Cleaner, "cleanup", """{"max_total_mb":1}""");

        Assert.Equal("""{"deleted":0,"bytes":0,"kept":2,"failed":0,"dry_run":false}""", ExecRig.Text(outcome));
    }

    [Fact]
    public async Task A_file_with_two_names_counts_once_and_frees_its_bytes_with_the_last()
    {
        string content = new('x', 700 * 1024);
        _rig.Write("logs/a", content, ageSeconds: 300);
        Run("ln", $"{_rig.Folder}/logs/a", $"{_rig.Folder}/logs/b");

        RunOutcome fits = await _rig.RunAsync(Cleaner, "cleanup", """{"max_total_mb":1}""");
        _rig.Write("logs/young", content);
        RunOutcome both = await _rig.RunAsync(Cleaner, "cleanup", """{"max_total_mb":1}""");

        Assert.StartsWith("""{"deleted":0,""", ExecRig.Text(fits), StringComparison.Ordinal);
        Assert.StartsWith($$"""{"deleted":2,"bytes":{{700 * 1024}},"kept":1,""", ExecRig.Text(both), StringComparison.Ordinal);
        Assert.Equal("young", _rig.List("logs"));
    }

    [Fact]
    public async Task A_tree_deeper_than_any_path_ends_neither_a_cleanup_nor_the_agent()
    {
        Directory.CreateDirectory($"{_rig.Folder}/logs");
        string name = new('a', 60);
        Run("sh", "-c", $"cd {_rig.Folder}/logs; i=0; while [ $i -lt 100 ]; do : > f; touch -d 2001-01-01 f; mkdir {name}; cd -P {name} || exit 1; i=$((i+1)); done");

        RunOutcome outcome = await _rig.RunAsync(Cleaner, "cleanup", "{}");

        Assert.Null(outcome.Error);
        Assert.StartsWith("""{"deleted":6""", ExecRig.Text(outcome), StringComparison.Ordinal);
        Run("rm", "-rf", $"{_rig.Folder}/logs");
    }

    // By another program: .NET's own reader refuses a line feed in a name.
    private static string NamesIn(string archive)
    {
        using var tar = Process.Start(new ProcessStartInfo("tar", ["-tf", archive, "--quoting-style=escape"]) { RedirectStandardOutput = true })!;
        string names = tar.StandardOutput.ReadToEnd();
        tar.WaitForExit();
        Assert.Equal(0, tar.ExitCode);
        return string.Join(' ', names.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(n => n[(n.LastIndexOf('/') + 1)..]).Order(StringComparer.Ordinal));
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
