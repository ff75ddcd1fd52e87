using EdgeAgent.Execution;

namespace EdgeAgent.Tests.Execution;

/// <summary>A folder of its own for the tests of built-in kinds.</summary>
internal sealed class KindRig : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("edgeagent-kinds-");

    public string Folder => _folder.FullName;

    public string WorkFolder => Path.Combine(Folder, "work");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Writes a file below the folder, with folders on the way; <paramref name="ageSeconds"/> old.</summary>
    public string Write(string name, string content = "x", double ageSeconds = 0)
    {
        string path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(-ageSeconds));
        return path;
    }

    /// <summary>Names of all files below <paramref name="folder"/>, in order, joined by spaces.</summary>
    public string List(string folder = "")
    {
        string root = Path.Combine(Folder, folder);
        return !Directory.Exists(root) ? "" : string.Join(
            ' ', Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root, f)).Order(StringComparer.Ordinal));
    }

    public (IRun Run, RunProbe Probe) Start(ITaskWorker worker, string kind, string args, string id = "t1", int attempt = 1, string? workFolder = null)
    {
        Assert.Null(worker.Validate(ExecRig.Spec(args, kind: kind)).Fault);
        var probe = new RunProbe();
        return (worker.Start(new RunRequest(ExecRig.Spec(args, kind: kind, id: id), attempt, null, ExecRig.FullLimits, workFolder ?? WorkFolder), probe), probe);
    }

    public async Task<RunOutcome> RunAsync(ITaskWorker worker, string kind, string args) => await Start(worker, kind, args).Probe.Exited;
}
