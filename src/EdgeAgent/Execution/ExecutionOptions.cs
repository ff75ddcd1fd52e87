using System.ComponentModel.DataAnnotations;

namespace EdgeAgent.Execution;

/// <summary>
/// Section <c>EdgeAgent:Tasks</c>, the part about running. <c>AllowedCommands</c> and <c>Kinds</c> of the same section
/// have a form of their own: <see cref="CommandTable"/>.
/// </summary>
public sealed class ExecutionOptions
{
    public const string Section = "EdgeAgent:Tasks";

    /// <summary>
    /// <c>auto</c> uses control groups where the service may; <c>process_group</c> never; a path names a cgroup
    /// version 2 folder that the agent may use.
    /// </summary>
    [RegularExpression("auto|process_group|/.+")]
    public string Confinement { get; set; } = "auto";

    /// <summary>Output kept of a run whose document sets no <c>output_kib</c>, and the most that a document may ask for is 16 times this. KiB.</summary>
    [Range(1, 4096)]
    public int OutputKib { get; set; } = 64;

    /// <summary>From the request to stop (SIGTERM) to SIGKILL, s.</summary>
    [Range(0, 600)]
    public double StopGraceSeconds { get; set; } = 10;

    /// <summary>Memory of a task that asks for no bound, MiB; 0 = no bound.</summary>
    [Range(0, 1_048_576)]
    public int DefaultMemoryMb { get; set; }

    /// <summary>Processes and threads that a task may have at a time (control groups only).</summary>
    [Range(1, 100_000)]
    public int MaxProcesses { get; set; } = 256;

    /// <summary>Folders below which tasks may read files: uploads and archives. The tasks' own folders are always allowed.</summary>
    public IList<string> ReadFolders { get; set; } = [];

    /// <summary>Folders below which tasks may write files: downloads and archives.</summary>
    public IList<string> WriteFolders { get; set; } = [];

    /// <summary>Folders below which <c>cleanup</c> may delete files.</summary>
    public IList<string> CleanupFolders { get; set; } = [];

    /// <summary>Hosts that <c>http_upload</c>, <c>http_download</c> and <c>update</c> may talk to, e.g. <c>files.example.org</c>; empty = any.</summary>
    public IList<string> HttpHosts { get; set; } = [];

    /// <summary>Largest download, MiB.</summary>
    [Range(1, 1_048_576)]
    public int MaxDownloadMb { get; set; } = 1024;

    /// <summary>Longest silence of a server before a transfer counts as timed out, s.</summary>
    [Range(1, 3600)]
    public double HttpTimeoutSeconds { get; set; } = 60;
}
