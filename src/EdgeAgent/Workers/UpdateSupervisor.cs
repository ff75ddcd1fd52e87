using EdgeAgent.Native;
using EdgeAgent.Storage;

namespace EdgeAgent.Workers;

/// <summary>
/// The agent's interface to <c>deploy/update/edgeagent-update</c>, the supervisor that installs updates of the agent. The agent may only put
/// a bundle into the supervisor's inbox and read the result. The inbox holds one bundle. Thread-safe.
/// </summary>
/// <param name="inbox">The file that the supervisor waits for.</param>
/// <param name="home">The supervisor's folder; its program describes the files <c>state</c>, <c>history</c> and <c>pending</c>.</param>
internal sealed class UpdateSupervisor(string inbox, string home, TimeProvider time)
{
    private const string AgentData = "/var/lib/edgeagent";

    // The supervisor gives a new agent five minutes; the rest is for a slow card and two restarts.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan NextTry = TimeSpan.FromHours(1);

    // One minute. An older supervisor empties its inbox a moment before it writes its state.
    private const int PollsUntilLost = 30;

    private readonly Lock _handOver = new();
    private readonly string _stateFile = Path.Combine(home, "state");
    private readonly string _historyFile = Path.Combine(home, "history");
    private readonly string _pendingFile = Path.Combine(home, "pending");

    /// <summary>There is a supervisor that watches this agent's inbox.</summary>
    public bool IsInstalled => Directory.Exists(home);

    // There is a bundle in the inbox, or an installed one that is neither accepted nor rolled back.
    private bool IsBusy => File.Exists(inbox) || File.Exists(_pendingFile);

    /// <summary>The supervisor of the package; it works only with the default data directory.</summary>
    public static UpdateSupervisor OfDevice(string dataDirectory, TimeProvider time) => new(
        Path.Combine(dataDirectory, "update", "bundle"),
        Path.TrimEndingDirectorySeparator(dataDirectory) == AgentData ? $"{AgentData}-update" : Path.Combine(dataDirectory, "no-supervisor"),
        time);

    /// <summary>Waits until no other update is in progress.</summary>
    /// <exception cref="TaskFailure">The other update does not end; this task runs again later.</exception>
    public async Task UntilFreeAsync(RunContext run)
    {
        if (!IsBusy) return;
        run.Report(null, "waiting for another update", checkpoint: "waiting");
        for (long since = time.GetTimestamp(); IsBusy; await Task.Delay(PollInterval, time, run.Stop))
        {
            if (time.GetElapsedTime(since) < Patience) continue;
            throw new TaskFailure(ErrorCategory.Other, $"another update has not ended in {Patience.TotalMinutes} min (see systemctl status edgeagent-update)", NextTry) { IsLater = true };
        }
    }

    /// <summary>Moves the bundle durably into the inbox. The supervisor then starts and soon ends this process.</summary>
    /// <returns>False when another update is in progress; nothing was moved.</returns>
    public bool TryHandOver(string bundle)
    {
        lock (_handOver)
        {
            if (IsBusy) return false;
            using FolderHandle folder = FolderHandle.Open(RealPath.Of(Path.GetDirectoryName(inbox)!)!, create: true);
            DurableFile.MoveInto(bundle, folder, Path.GetFileName(inbox));
            return true;
        }
    }

    /// <summary>Waits until the bundle is installed and accepted.</summary>
    /// <returns>False when the supervisor neither has nor knows the bundle, so it was lost.</returns>
    /// <exception cref="TaskFailure">The bundle was rejected or rolled back, with the supervisor's reason; or the supervisor does not answer.</exception>
    public async Task<bool> AwaitEndAsync(string sha256, RunContext run)
    {
        string reported = "";
        int unknown = 0;
        for (long since = time.GetTimestamp(); time.GetElapsedTime(since) < Patience; await Task.Delay(PollInterval, time, run.Stop))
        {
            (string state, string reason) = Read(sha256);
            if (state.Length == 0) unknown++;
            else unknown = 0;
            if (unknown >= PollsUntilLost) return false;
            if (state == "succeeded") return true;
            if (state is "rejected" or "rolled_back") throw new TaskFailure(ErrorCategory.ClientError, $"{state.Replace('_', ' ')}: {reason}");
            if (state.Length > 0 && state != reported) run.Report(null, state, checkpoint: state);
            if (state.Length > 0) reported = state;
        }

        throw new TaskFailure(ErrorCategory.Other, $"the supervisor of updates gave no answer in {Patience.TotalMinutes} min (see systemctl status edgeagent-update)");
    }

    // While a bundle is in the inbox, a result for the same bundle belongs to an earlier task. An empty state means that the supervisor does not know the bundle.
    private (string State, string Reason) Read(string sha256)
    {
        if (File.Exists(inbox)) return ("handed over", "");
        return OfLast(sha256) ?? OfHistory(sha256) ?? ("", "");
    }

    private (string State, string Reason)? OfLast(string sha256)
    {
        var fields = Lines(_stateFile).Select(line => line.Split('=', 2)).Where(f => f.Length == 2).ToDictionary(f => f[0], f => f[1], StringComparer.Ordinal);
        if (fields.GetValueOrDefault("sha256") != sha256) return null;
        return (fields.GetValueOrDefault("state", ""), fields.GetValueOrDefault("reason", ""));
    }

    // Fields of a line: SHA256 VERSION STATE REASON.
    private (string State, string Reason)? OfHistory(string sha256)
    {
        string[]? end = Lines(_historyFile).Select(line => line.Split(' ', 4)).LastOrDefault(f => f.Length == 4 && f[0] == sha256);
        if (end is null) return null;
        return (end[2], end[3]);
    }

    private static IEnumerable<string> Lines(string file)
    {
        if (File.Exists(file)) return File.ReadLines(file);
        return [];
    }
}
