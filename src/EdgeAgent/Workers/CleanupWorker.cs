using System.IO.Enumeration;
using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Execution;
using EdgeAgent.Native;

namespace EdgeAgent.Workers;

/// <summary>
/// The kind <c>cleanup</c>: deletes old files below folders of <c>Tasks:CleanupFolders</c>. It deletes files older than <c>older_than_s</c>,
/// then the oldest ones until at most <c>max_total_mb</c> are left; without both, files older than seven days. Symbolic links are neither
/// followed nor deleted, also when a folder becomes one during the run. Mounted file systems and the agent's data directory, by any name,
/// are left alone. The size of a file is its space on the medium; a file with several names counts once.
/// </summary>
public sealed class CleanupWorker : ITaskWorker
{
    private const double SevenDays = 7 * 86400;
    private readonly TimeProvider _time;
    private readonly OwnFiles _own;
    private readonly AllowedFolders _allowed;

    public CleanupWorker(ExecutionOptions options, TimeProvider time)
    {
        _time = time;
        _own = new OwnFiles(options.DataDirectory);
        _allowed = new AllowedFolders(nameof(options.CleanupFolders), options.CleanupFolders, _own);
    }

    public IReadOnlyCollection<string> Kinds { get; } = ["cleanup"];

    public ArgsCheck Validate(TaskSpec spec) => Read(spec).Check;

    public IRun Start(RunRequest request, IRunObserver observer) => InProcessRun.Start(request, observer, _time, run =>
    {
        (CleanupArgs? args, ArgsCheck check) = Read(request.Spec);
        if (args is null) throw new TaskFailure(ErrorCategory.ClientError, check.Fault!);
        return Task.FromResult(CleanUp(run, args));
    });

    private string CleanUp(RunContext run, CleanupArgs args)
    {
        var found = new List<FoundFile>();
        foreach (string path in args.Folders)
        {
            if (OpenIfThere(path) is not { } root) continue;
            using (root)
            {
                var walk = new FolderWalk(root, _own.Now(), args.Recursive, staysOnMount: true, run.PausePoint);
                found.AddRange(walk.Files().Where(f => FileSystemName.MatchesSimpleExpression(args.Pattern, f.Name, ignoreCase: false)));
            }
        }

        List<FoundFile> doomed = Choose(found, args, _time.GetUtcNow());
        var deletion = new Deletion(run, doomed.Count, args.DryRun);
        foreach (FoundFile file in doomed) deletion.Take(file);
        deletion.ThrowIfNothingWorked();
        return ResultJson.Of(
            ("deleted", deletion.Deleted), ("bytes", deletion.Bytes), ("kept", found.Count - deletion.Deleted), ("failed", deletion.Failed), ("dry_run", args.DryRun));
    }

    private FolderHandle? OpenIfThere(string path)
    {
        try
        {
            return _allowed.OpenFolder(path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private (CleanupArgs? Args, ArgsCheck Check) Read(TaskSpec spec)
    {
        var args = new TaskArgs(spec.ArgsJson);
        string? path = args.Text("path");
        if (path is not null && _allowed.Refusal(path) is { } refusal) args.Fail("path", refusal);
        string pattern = args.Text("pattern") ?? "*";
        if (pattern.Contains('/')) args.Fail("pattern", "matches file names and must not contain '/'");
        bool hasBound = args.Has("older_than_s") || args.Has("max_total_mb");
        double usualAge = hasBound ? double.PositiveInfinity : SevenDays;
        double olderThan = args.Number("older_than_s", usualAge, 0, 3650 * 86400.0, "s");
        double maxTotal = args.Number("max_total_mb", double.PositiveInfinity, 0, 1e9, "MiB");
        var read = new CleanupArgs(
            path is null ? _allowed.Folders : [path], pattern, args.Flag("recursive", true), olderThan, maxTotal * 1024 * 1024, args.Flag("dry_run"));
        if (args.Error is not null) return (null, args.Check);
        return (read, args.Check);
    }

    private static List<FoundFile> Choose(List<FoundFile> found, CleanupArgs args, DateTimeOffset now)
    {
        Dictionary<FileId, int> names = found.GroupBy(f => f.Status.Id).ToDictionary(g => g.Key, g => g.Count());
        double total = found.DistinctBy(f => f.Status.Id).Sum(f => (double)f.Status.Size);
        var doomed = new List<FoundFile>();
        foreach (FoundFile file in found.OrderBy(f => f.Status.ModifiedUtc).ThenBy(f => f.Path, StringComparer.Ordinal))
        {
            bool isOld = (now.UtcDateTime - file.Status.ModifiedUtc).TotalSeconds > args.OlderThanSeconds;
            if (!isOld && total <= args.MaxTotalBytes) break;
            doomed.Add(file);
            if (--names[file.Status.Id] == 0) total -= file.Status.Size;
        }

        return doomed;
    }

    private sealed record CleanupArgs(
        IReadOnlyList<string> Folders, string Pattern, bool Recursive, double OlderThanSeconds, double MaxTotalBytes, bool DryRun);

    /// <summary>Deletes the files that the walk found, if each is still the same file in the same folder.</summary>
    private sealed class Deletion(RunContext run, int count, bool isDry)
    {
        private string _reason = "";

        public long Deleted { get; private set; }

        public long Bytes { get; private set; }

        public long Failed { get; private set; }

        public void Take(FoundFile file)
        {
            run.PausePoint();
            if (TryDelete(file)) Deleted++;
            else Failed++;

            run.Report(100.0 * (Deleted + Failed) / count);
        }

        public void ThrowIfNothingWorked()
        {
            if (Failed > 0 && Deleted == 0) throw new TaskFailure(ErrorCategory.Other, $"none of {Failed} files could be deleted: {_reason}");
        }

        private bool TryDelete(FoundFile file)
        {
            try
            {
                using FolderHandle folder = FolderHandle.Open(file.Folder);
                if (folder.Status.Id == file.FolderId && folder.Find(file.Name) is { } now && now.Id == file.Status.Id && now.ModifiedUtc == file.Status.ModifiedUtc)
                {
                    if (isDry || folder.TryDelete(file.Name))
                    {
                        if (now.Links <= 1) Bytes += now.Size;
                        return true;
                    }

                    _reason = Libc.Message(Libc.Errno);
                    return false;
                }

                _reason = $"{file.Path} changed meanwhile";
            }
            catch (IOException e)
            {
                _reason = e.Message;
            }

            return false;
        }
    }
}
