using EdgeAgent.Options;

namespace EdgeAgent.Execution;

/// <summary>
/// The keys of section <c>EdgeAgent:Tasks</c> about execution. <c>AllowedCommands</c> and <c>Kinds</c> of the same section are read by
/// <see cref="CommandTable"/>.
/// </summary>
public sealed record ExecutionOptions
{
    /// <summary>
    /// <c>auto</c>: control groups where the service may use them. <c>process_group</c>: never. A path: the cgroup version 2 folder
    /// to use.
    /// </summary>
    public string Confinement { get; init; } = "auto";

    /// <summary>Output that is kept of a run whose document sets no <c>output_kib</c>, KiB; a document may set up to 16 times this.</summary>
    public int OutputKib { get; init; } = 64;

    /// <summary>Memory limit of a task whose document sets no <c>memory_mb</c>, MiB; 0: no limit.</summary>
    public int DefaultMemoryMb { get; init; }

    /// <summary>Processes and threads that a task may have at a time (control groups only).</summary>
    public int MaxProcesses { get; init; } = 256;

    /// <summary>
    /// True: programs of tasks may signal and trace only processes of tasks, not the agent or others (Linux 6.12, with NoNewPrivileges or
    /// as root). Set it to false when a command signals other services.
    /// </summary>
    public bool IsolateSignals { get; init; } = true;

    /// <summary>Folders below which tasks may read files: uploads and archives. The agent's own transfer folder is always allowed.</summary>
    public IReadOnlyList<string> ReadFolders { get; init; } = [];

    /// <summary>Folders below which tasks may write files: downloads and archives. The agent's own transfer folder is always allowed.</summary>
    public IReadOnlyList<string> WriteFolders { get; init; } = [];

    /// <summary>Folders below which <c>cleanup</c>, and an upload with <c>delete_after</c>, may delete files.</summary>
    public IReadOnlyList<string> CleanupFolders { get; init; } = [];

    /// <summary>Hosts that <c>http_upload</c>, <c>http_download</c> and <c>update</c> may connect to, for example <c>files.example.org</c> or <c>10.0.0.7:8080</c>; empty: all. Redirects must lead to one of them, too.</summary>
    public IReadOnlyList<string> HttpHosts { get; init; } = [];

    /// <summary>The agent's data directory, in which tasks may use only the folder <c>transfer</c>. Not a key of this section; null: no folder is protected.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Largest download, MiB.</summary>
    public int MaxDownloadMb { get; init; } = 1024;

    /// <summary>A transfer times out when the server sends nothing for this long, s.</summary>
    public double HttpTimeoutSeconds { get; init; } = 60;

    public static ExecutionOptions Read(ConfigReader reader) => new()
    {
        Confinement = reader.Text(
            "Confinement", "auto", w => w is "auto" or "process_group" || Path.IsPathFullyQualified(w), "auto, process_group, or the absolute path of a cgroup"),
        OutputKib = reader.Whole("OutputKib", 64, 1, 4096),
        DefaultMemoryMb = reader.Whole("DefaultMemoryMb", 0, 0, 1_048_576),
        MaxProcesses = reader.Whole("MaxProcesses", 256, 8, 100_000),
        IsolateSignals = reader.Flag("IsolateSignals", true),
        ReadFolders = Folders(reader, "ReadFolders"),
        WriteFolders = Folders(reader, "WriteFolders"),
        CleanupFolders = Folders(reader, "CleanupFolders"),
        HttpHosts = Hosts(reader),
        MaxDownloadMb = reader.Whole("MaxDownloadMb", 1024, 1, 1_048_576),
        HttpTimeoutSeconds = reader.Number("HttpTimeoutSeconds", 60, 1, 3600),
    };

    private static IReadOnlyList<string> Hosts(ConfigReader reader)
    {
        IReadOnlyList<string> hosts = reader.List("HttpHosts");
        foreach (string host in hosts.Where(h => !AllowedHosts.IsHost(h))) reader.Fault("HttpHosts", host, "host names or addresses, each with or without a port");
        return hosts;
    }

    private static IReadOnlyList<string> Folders(ConfigReader reader, string key)
    {
        IReadOnlyList<string> folders = reader.List(key);
        foreach (string folder in folders.Where(f => !Path.IsPathFullyQualified(f) || f == "/")) reader.Fault(key, folder, "absolute paths, not / itself");
        return folders;
    }
}
