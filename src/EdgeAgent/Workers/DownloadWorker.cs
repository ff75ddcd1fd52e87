using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Execution;
using EdgeAgent.Native;
using EdgeAgent.Storage;

namespace EdgeAgent.Workers;

/// <summary>
/// The kind <c>http_download</c>: downloads <c>url</c> to <c>path</c> (default: the agent's transfer folder). The file is created
/// atomically. An interrupted attempt is continued if the server still has the same version.
/// </summary>
public sealed class DownloadWorker : ITaskWorker
{
    private readonly ExecutionOptions _options;
    private readonly TimeProvider _time;
    private readonly string _dataFolder;
    private readonly AllowedFolders _readable, _writable;

    /// <param name="dataFolder">The agent's transfer folder, which is always allowed.</param>
    public DownloadWorker(ExecutionOptions options, string dataFolder, TimeProvider time)
    {
        _options = options;
        _dataFolder = dataFolder;
        _time = time;
        var own = new OwnFiles(options.DataDirectory);
        _readable = new AllowedFolders(nameof(options.ReadFolders), options.ReadFolders, own);
        _writable = new AllowedFolders(nameof(options.WriteFolders), [.. options.WriteFolders, dataFolder], own);
    }

    public IReadOnlyCollection<string> Kinds { get; } = ["http_download"];

    public ArgsCheck Validate(TaskSpec spec) => Read(spec).Check;

    public IRun Start(RunRequest request, IRunObserver observer) => InProcessRun.Start(request, observer, _time, async run =>
    {
        (DownloadArgs? args, ArgsCheck check) = Read(request.Spec);
        if (args is null) throw new TaskFailure(ErrorCategory.ClientError, check.Fault!);
        var download = new Download(run, args, _options.HttpTimeoutSeconds);
        (long bytes, string sha256) = await download.FetchAsync();
        run.Stop.ThrowIfCancellationRequested();
        using FolderHandle folder = _writable.OpenFolderOf(args.Path, out string name, create: true);
        DurableFile.MoveInto(download.PartFile, folder, name);
        return ResultJson.Of(("path", args.Path), ("bytes", bytes), ("sha256", sha256));
    });

    private (DownloadArgs? Args, ArgsCheck Check) Read(TaskSpec spec)
    {
        var args = new TaskArgs(spec.ArgsJson);
        HttpArgs? http = HttpArgs.Read(args, _options, _readable);
        string? path = DestinationOf(args.Text("path"), http?.Url);
        if (path is null) args.Fail("path", "is required: the address names no file");
        else if (_writable.RefusalOfFile(path) is { } refusal) args.Fail("path", refusal);
        string? sha256 = Sha256(args, required: false);
        double maxMb = args.Number("max_mb", _options.MaxDownloadMb, 0.001, _options.MaxDownloadMb, "MiB");
        if (args.Error is not null) return (null, args.Check);
        return (new DownloadArgs(http!, path!, sha256, (long)(maxMb * 1024 * 1024)), args.Check);
    }

    // A name without a path, and a name taken from the address, are in the agent's transfer folder.
    private string? DestinationOf(string? path, Uri? url)
    {
        string name = path ?? Path.GetFileName(Uri.UnescapeDataString(url?.AbsolutePath ?? ""));
        if (name.Length == 0) return null;
        if (name.StartsWith('/')) return name;
        return $"{_dataFolder}/{name}";
    }

    internal static string? Sha256(TaskArgs args, bool required)
    {
        string? sha256 = args.Text("sha256", required)?.ToLowerInvariant();
        if (sha256 is not null && (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigitLower))) args.Fail("sha256", "must be 64 hexadecimal digits");
        return sha256;
    }
}
