using System.Globalization;
using System.IO.Hashing;
using System.Text;
using EdgeAgent.Native;

namespace EdgeAgent.Execution;

/// <summary>
/// How the processes of a task are confined: in control groups where the service may create them, otherwise as sessions.
/// The choice is made once at the start.
/// </summary>
public sealed class Confinement
{
    private static readonly string[] Controllers = ["cpu", "memory", "pids", "io"];
    private readonly string? _cgroup;
    private readonly string _instance;

    private Confinement(string instance, string? cgroup, string reason)
    {
        _instance = instance;
        _cgroup = cgroup;
        Reason = reason;
    }

    /// <summary><c>cgroup</c> or <c>process_group</c>.</summary>
    public string Kind => _cgroup is null ? "process_group" : "cgroup";

    /// <summary>Why this kind was chosen and what it can do; for the log, <c>doctor</c> and <c>state</c>.</summary>
    public string Reason { get; }

    public override string ToString() => $"{Kind} ({Reason})";

    /// <summary>The folder of the tasks' control groups; null without control groups.</summary>
    internal string? CgroupPath => _cgroup;

    /// <summary>Prefix of the marks of this agent's processes; each agent on a machine has its own.</summary>
    internal string MarkPrefix => _instance + "/";

    /// <summary>
    /// A name that is unique among the agents of a machine, even if two have the same device id, because it includes a hash of the data
    /// directory. It is the same after each restart, so that the agent finds processes that an earlier run left.
    /// </summary>
    public static string InstanceOf(string deviceId, string dataDirectory)
    {
        byte[] hash = XxHash64.Hash(Encoding.UTF8.GetBytes(Path.GetFullPath(dataDirectory).TrimEnd('/')));
        return $"{deviceId}-{Convert.ToHexStringLower(hash.AsSpan(0, 4))}";
    }

    /// <summary>Chooses the kind of confinement. When control groups cannot be used it falls back to sessions; <see cref="Reason"/> says why.</summary>
    /// <param name="instance">Name of this agent on the machine (<see cref="InstanceOf"/>): letters, digits, dashes.</param>
    /// <param name="wish"><c>auto</c>, <c>process_group</c>, or the path of a cgroup version 2 folder that the agent may use.</param>
    public static Confinement Detect(string instance, string wish)
    {
        if (wish == "process_group") return new Confinement(instance, null, "asked for by Tasks:Confinement");
        try
        {
            (string? parent, string reason) = wish == "auto" ? FindOwnGroup() : (wish, "given by Tasks:Confinement");
            if (parent is null) return new Confinement(instance, null, reason);
            return Prepare(instance, parent, reason);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Confinement(instance, null, $"control groups cannot be used: {e.Message}");
        }
    }

    internal ProcessGroup NewGroup(string mark, GroupLimits limits)
    {
        if (_cgroup is null) return new SessionGroup(mark, limits);
        string name = mark[(mark.IndexOf('/', StringComparison.Ordinal) + 1)..].Replace('/', '.');
        return new CgroupGroup(Path.Combine(_cgroup, name), mark, limits);
    }

    /// <summary>
    /// Kills the processes that an earlier run of this agent left, and waits until they have ended. Call it before any task
    /// starts, because an attempt must not overlap the one before.
    /// </summary>
    /// <returns>Number of killed processes.</returns>
    public int KillLeftovers()
    {
        var killed = new HashSet<int>();
        string[] groups = _cgroup is null ? [] : Directory.GetDirectories(_cgroup);
        // Processes may fork between the listing and the kill, so list again until none is left.
        while (Leftovers(groups) is { Count: > 0 } left)
        {
            foreach (ProcessRow process in left)
            {
                killed.Add(process.Pid);
                _ = Libc.kill(process.Pid, Libc.SigKill);
                WaitGone(process.Pid);
            }
        }

        foreach (string group in groups) TryRemove(group);
        return killed.Count;
    }

    /// <summary>Removes the folder of the control groups. Call it at the agent's end, when no task runs.</summary>
    internal void Release()
    {
        if (_cgroup is not null && Directory.Exists(_cgroup)) TryRemove(_cgroup);
    }

    private List<ProcessRow> Leftovers(string[] groups) =>
        [.. groups.SelectMany(CgroupGroup.Members), .. ProcessTable.Marked(MarkPrefix)];

    private static unsafe void WaitGone(int pid)
    {
        int pidFd = Libc.PidFdOpen(pid);
        if (pidFd < 0) return;
        var wait = new PollFd { Fd = pidFd, Events = Libc.PollIn };
        const int fiveSeconds = 5000;
        _ = Libc.poll(&wait, 1, fiveSeconds);
        _ = Libc.close(pidFd);
    }

    /// <summary>The folder in which the agent may create groups, or null; with the reason.</summary>
    private static (string? Parent, string Reason) FindOwnGroup()
    {
        string? mount = File.ReadLines("/proc/self/mountinfo")
            .Select(l => l.Split(' '))
            .Where(f => Array.IndexOf(f, "-") is > 0 and int dash && f[dash + 1] == "cgroup2")
            .Select(f => f[4])
            .FirstOrDefault();
        if (mount is null) return (null, "no cgroup version 2 file system is mounted");
        string own = File.ReadLines("/proc/self/cgroup").FirstOrDefault(l => l.StartsWith("0::", StringComparison.Ordinal))?[3..] ?? "";
        if (own.Length == 0) return (null, "this process is in no version 2 control group");
        string path = mount + own.TrimEnd('/');
        if (Path.GetFileName(path) == "agent") path = Path.GetDirectoryName(path)!;
        if (own == "/")
        {
            if (Directory.Exists("/run/systemd/system")) return (null, "systemd owns the root control group; use a unit with Delegate=yes");
            return (path, "no service manager owns the root control group");
        }

        if (IsDelegated(path)) return (path, "delegated to this service");
        return (null, $"{path} is not delegated; set Delegate=yes in the unit");
    }

    private static unsafe bool IsDelegated(string path)
    {
        // A user other than root can write there only after delegation; for root, systemd sets an attribute.
        if (Libc.geteuid() != 0) return Libc.access(Path.Combine(path, "cgroup.subtree_control"), mode: 2) == 0;
        byte value;
        return Libc.getxattr(path, "trusted.delegate", &value, 1) == 1
            || Libc.getxattr(path, "user.delegate", &value, 1) == 1;
    }

    private static Confinement Prepare(string instance, string parent, string reason)
    {
        if (!File.Exists(Path.Combine(parent, "cgroup.procs"))) return new Confinement(instance, null, $"{parent} is no control group");
        // Once controllers are enabled, only leaf groups and the root group may hold processes.
        bool isRoot = !File.Exists(Path.Combine(parent, "cgroup.type"));
        if (!isRoot) MoveSelf(parent);
        string tasks = Path.Combine(parent, isRoot ? $"edgeagent-{instance}" : "tasks");
        List<string> enabled = Enable(parent, null);
        Directory.CreateDirectory(tasks);
        enabled = Enable(tasks, enabled);
        string can = enabled.Count == 0 ? "freeze and kill only, its controllers are in use by version 1" : string.Join(", ", enabled);
        return new Confinement(instance, tasks, $"{reason}; {can}");
    }

    private static void MoveSelf(string parent)
    {
        string procs = File.ReadAllText(Path.Combine(parent, "cgroup.procs"));
        string self = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        if (!procs.Split('\n').Contains(self)) return;
        string agent = Path.Combine(parent, "agent");
        Directory.CreateDirectory(agent);
        File.WriteAllText(Path.Combine(agent, "cgroup.procs"), self);
    }

    private static List<string> Enable(string group, List<string>? among)
    {
        string[] offered = File.ReadAllText(Path.Combine(group, "cgroup.controllers")).Split([' ', '\n']);
        var enabled = new List<string>();
        foreach (string controller in Controllers.Where(c => offered.Contains(c) && (among?.Contains(c) ?? true)))
        {
            try
            {
                File.WriteAllText(Path.Combine(group, "cgroup.subtree_control"), $"+{controller}");
                enabled.Add(controller);
            }
            catch (IOException)
            {
                // A controller cannot be enabled while the group has real-time processes or processes of others; the other controllers still work.
            }
        }

        return enabled;
    }

    private static void TryRemove(string group)
    {
        try
        {
            Directory.Delete(group);
        }
        catch (IOException)
        {
            // The group still has zombies; the task's next attempt reuses it.
        }
    }
}
