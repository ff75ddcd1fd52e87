using EdgeAgent.Native;
using EdgeAgent.Storage;

namespace EdgeAgent.Workers;

/// <summary>
/// The agent's side of <c>deploy/update/edgeagent-update</c>, the program that installs updates of the agent: the agent may put a bundle
/// into the supervisor's inbox and read what became of it, and nothing else. Any thread may call it.
/// </summary>
/// <param name="inbox">The file that the supervisor waits for.</param>
/// <param name="stateFile">Where the supervisor writes the state of the last bundle, a line for each of <c>sha256</c>, <c>state</c>, <c>reason</c>.</param>
internal sealed class UpdateSupervisor(string inbox, string stateFile, TimeProvider time)
{
    private const string AgentData = "/var/lib/edgeagent";

    // The supervisor gives a new agent five minutes; a slow card and two restarts come on top.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    /// <summary>There is a supervisor, and it looks where this agent puts its bundles.</summary>
    public bool IsInstalled => Directory.Exists(Path.GetDirectoryName(stateFile));

    /// <summary>That of the package; it knows the usual data directory alone.</summary>
    public static UpdateSupervisor OfDevice(string dataDirectory, TimeProvider time) => new(
        Path.Combine(dataDirectory, "update", "bundle"),
        Path.TrimEndingDirectorySeparator(dataDirectory) == AgentData ? $"{AgentData}-update/state" : Path.Combine(dataDirectory, "no-supervisor", "state"),
        time);

    /// <summary>Moves the bundle into the inbox, durably: the supervisor starts, and will soon end this process.</summary>
    public void HandOver(string bundle)
    {
        using FolderHandle folder = FolderHandle.Open(RealPath.Of(Path.GetDirectoryName(inbox)!)!, create: true);
        DurableFile.MoveInto(bundle, folder, Path.GetFileName(inbox));
    }

    /// <summary>Returns when the bundle is installed and accepted.</summary>
    /// <exception cref="TaskFailure">It was rejected or taken back, with the supervisor's reason; or the supervisor does not answer.</exception>
    public async Task AwaitEndAsync(string sha256, RunContext run)
    {
        long since = time.GetTimestamp();
        string reported = "";
        while (time.GetElapsedTime(since) < Patience)
        {
            (string state, string reason) = Read(sha256);
            if (state == "succeeded") return;
            if (state is "rejected" or "rolled_back") throw new TaskFailure(ErrorCategory.ClientError, $"{state.Replace('_', ' ')}: {reason}");
            if (state != reported) run.Report(null, state, checkpoint: state);
            reported = state;
            await Task.Delay(PollInterval, time, run.Stop);
        }

        throw new TaskFailure(ErrorCategory.Other, $"the supervisor of updates gave no answer in {Patience.TotalMinutes} min (see systemctl status edgeagent-update)");
    }

    // While the bundle lies in the inbox, an end reported for the same bundle belongs to an earlier task.
    private (string State, string Reason) Read(string sha256)
    {
        const string Waiting = "handed over";
        if (File.Exists(inbox) || !File.Exists(stateFile)) return (Waiting, "");
        var fields = File.ReadLines(stateFile).Select(line => line.Split('=', 2)).Where(f => f.Length == 2).ToDictionary(f => f[0], f => f[1], StringComparer.Ordinal);
        return fields.GetValueOrDefault("sha256") == sha256
            ? (fields.GetValueOrDefault("state", Waiting), fields.GetValueOrDefault("reason", ""))
            : (Waiting, "");
    }
}
