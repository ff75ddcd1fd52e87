using System.IO.Enumeration;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Execution;

namespace EdgeAgent.Workers;

/// <summary>
/// The kind <c>cleanup</c>: deletes old files below folders of <c>Tasks:CleanupFolders</c>: those older than
/// <c>older_than_s</c>, then the oldest until <c>max_total_mb</c> are left. Neither given: older than seven days. Symbolic
/// links are neither followed nor deleted.
/// </summary>
public sealed class CleanupWorker(ExecutionOptions options, TimeProvider time) : ITaskWorker
{
    private const double SevenDays = 7 * 86400;
    private readonly AllowedFolders _allowed = new(nameof(options.CleanupFolders), options.CleanupFolders);

    public IReadOnlyCollection<string> Kinds { get; } = ["cleanup"];

    public string? Validate(TaskSpec spec) => Read(spec).Error;

    public IRun Start(RunRequest request, IRunObserver observer) => InProcessRun.Start(request, observer, time, async run =>
    {
        (CleanupArgs? args, string? error) = Read(request.Spec);
        if (args is null) throw new TaskFailure(ErrorCategory.ClientError, error!);
        List<FileInfo> found = [.. args.Folders.Where(Directory.Exists).SelectMany(f => Files(f, args))];
        List<FileInfo> doomed = Choose(found, args, time.GetUtcNow());
        (long deleted, long bytes, long failed) = await DeleteAsync(run, doomed, args.DryRun).ConfigureAwait(false);
        return ResultJson.Of(("deleted", deleted), ("bytes", bytes), ("kept", found.Count - deleted), ("failed", failed), ("dry_run", args.DryRun));
    });

    private (CleanupArgs? Args, string? Error) Read(TaskSpec spec)
    {
        var args = new TaskArgs(spec.ArgsJson);
        string? path = args.Text("path");
        if (path is not null && _allowed.Refusal(path) is { } refusal) args.Fail("path", refusal);
        string pattern = args.Text("pattern") ?? "*";
        if (pattern.Contains('/')) args.Fail("pattern", "matches file names and must not contain '/'");
        bool hasBound = args.Has("older_than_s") || args.Has("max_total_mb");
        double olderThan = args.Number("older_than_s", hasBound ? double.PositiveInfinity : SevenDays, 0, 3650 * 86400.0, "s");
        double maxTotal = args.Number("max_total_mb", double.PositiveInfinity, 0, 1e9, "MiB");
        var read = new CleanupArgs(
            path is null ? _allowed.Folders : [path], pattern, args.Flag("recursive", true), olderThan, maxTotal * 1024 * 1024, args.Flag("dry_run"));
        return args.Error is null ? (read, null) : (null, args.Error);
    }

    private static IEnumerable<FileInfo> Files(string folder, CleanupArgs args)
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = args.Recursive,
            AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = true,
        };
        return new DirectoryInfo(folder).EnumerateFiles("*", options).Where(f => FileSystemName.MatchesSimpleExpression(args.Pattern, f.Name, ignoreCase: false));
    }

    private static List<FileInfo> Choose(List<FileInfo> found, CleanupArgs args, DateTimeOffset now)
    {
        List<FileInfo> oldestFirst = [.. found.OrderBy(f => f.LastWriteTimeUtc).ThenBy(f => f.FullName, StringComparer.Ordinal)];
        double total = found.Sum(f => (double)f.Length);
        var doomed = new List<FileInfo>();
        foreach (FileInfo file in oldestFirst)
        {
            bool isOld = (now - file.LastWriteTimeUtc).TotalSeconds > args.OlderThanSeconds;
            if (!isOld && total <= args.MaxTotalBytes) break;
            doomed.Add(file);
            total -= file.Length;
        }

        return doomed;
    }

    private static async Task<(long Deleted, long Bytes, long Failed)> DeleteAsync(RunContext run, List<FileInfo> doomed, bool dryRun)
    {
        (long deleted, long bytes, long failed) = (0, 0, 0);
        foreach (FileInfo file in doomed)
        {
            await run.PausePointAsync().ConfigureAwait(false);
            try
            {
                long length = file.Length;
                if (!dryRun) file.Delete();
                deleted++;
                bytes += length;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failed++;
            }

            run.Report(100.0 * (deleted + failed) / doomed.Count);
        }

        if (failed > 0 && deleted == 0) throw new TaskFailure(ErrorCategory.Other, $"none of {failed} files could be deleted: no permission");
        return (deleted, bytes, failed);
    }

    private sealed record CleanupArgs(
        IReadOnlyList<string> Folders, string Pattern, bool Recursive, double OlderThanSeconds, double MaxTotalBytes, bool DryRun);
}
