using System.Security.Cryptography;
using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Execution;
using EdgeAgent.Native;
using EdgeAgent.Storage;

namespace EdgeAgent.Workers;

/// <summary>
/// The kind <c>archive</c>: packs <c>sources</c> (files and folders below <c>Tasks:ReadFolders</c>) into the tar.gz file
/// <c>path</c>. Symbolic links are stored as links; sockets and devices are left out; mounted file systems below a source are packed.
/// A byte of a name that is not UTF-8 is written as <c>%E9</c>. The archive is created atomically. The task fails when there is nothing
/// to pack.
/// </summary>
public sealed class ArchiveWorker : ITaskWorker
{
    private readonly string _dataFolder;
    private readonly TimeProvider _time;
    private readonly OwnFiles _own;
    private readonly AllowedFolders _readable, _writable;

    /// <param name="dataFolder">The agent's transfer folder: always allowed, and the folder of names without a path.</param>
    public ArchiveWorker(ExecutionOptions options, string dataFolder, TimeProvider time)
    {
        _dataFolder = dataFolder;
        _time = time;
        _own = new OwnFiles(options.DataDirectory);
        _readable = new AllowedFolders(nameof(options.ReadFolders), [.. options.ReadFolders, dataFolder], _own);
        _writable = new AllowedFolders(nameof(options.WriteFolders), [.. options.WriteFolders, dataFolder], _own);
    }

    public IReadOnlyCollection<string> Kinds { get; } = ["archive"];

    public ArgsCheck Validate(TaskSpec spec) => Read(spec).Check;

    public IRun Start(RunRequest request, IRunObserver observer) => InProcessRun.Start(request, observer, _time, run =>
    {
        (ArchiveArgs? args, ArgsCheck check) = Read(request.Spec);
        if (args is null) throw new TaskFailure(ErrorCategory.ClientError, check.Fault!);
        return Task.FromResult(Pack(run, args));
    });

    private string Pack(RunContext run, ArchiveArgs args)
    {
        string part = Path.Combine(run.Request.WorkDirectory, "archive.part");
        var packing = new Packing(run, _own, _readable);
        packing.Write(args.Sources, part);
        if (packing.IsEmpty) throw new TaskFailure(ErrorCategory.ClientError, "sources hold nothing to pack");
        long archived = new FileInfo(part).Length;
        string sha256;
        using (FileStream file = File.OpenRead(part)) sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
        run.PausePoint();
        using FolderHandle folder = _writable.OpenFolderOf(args.Path, out string name, create: true);
        DurableFile.MoveInto(part, folder, name);
        return ResultJson.Of(
            ("path", args.Path), ("files", packing.Files), ("bytes", packing.Bytes), ("archive_bytes", archived), ("left_out", packing.LeftOut), ("sha256", sha256));
    }

    private (ArchiveArgs? Args, ArgsCheck Check) Read(TaskSpec spec)
    {
        var args = new TaskArgs(spec.ArgsJson);
        IReadOnlyList<string> sources = args.TextList("sources");
        if (sources.Count == 0) args.Fail("sources", "is required: files and folders to pack");
        for (int i = 0; i < sources.Count; i++)
        {
            if (_readable.Refusal(sources[i]) is { } refusal) args.Fail($"sources[{i}]", refusal);
        }

        string path = args.Text("path") ?? $"{spec.Id}.tar.gz";
        if (!path.StartsWith('/')) path = $"{_dataFolder}/{path}";
        if (_writable.RefusalOfFile(path) is { } bad) args.Fail("path", bad);
        if (args.Error is not null) return (null, args.Check);
        return (new ArchiveArgs(sources, path), args.Check);
    }

    private sealed record ArchiveArgs(IReadOnlyList<string> Sources, string Path);
}
