using System.Collections.Concurrent;
using EdgeAgent.Native;

namespace EdgeAgent.Execution;

/// <summary>
/// Without control groups, what a program leaves behind becomes the agent's own child (<c>PR_SET_CHILD_SUBREAPER</c>) and not that of
/// process 1: it cannot get out of sight. Those that have ended are collected; those whose run is over, or that changed their lineage, are killed.
/// </summary>
/// <remarks>One registry for the process, since the kernel's setting is one for the process. Thread-safe.</remarks>
internal static unsafe class Orphans
{
    private static readonly ConcurrentDictionary<int, Lineage> Leaders = new();
    private static readonly Lazy<bool> Adopted = new(() =>
    {
        const int setChildSubreaper = 36;
        return Libc.prctl(setChildSubreaper, 1, 0, 0, 0) == 0;
    });

    /// <summary>From now on orphans come to this process. False when the kernel refuses.</summary>
    public static bool Adopt() => Adopted.Value;

    public static void Enter(int leader, Lineage lineage) => Leaders[leader] = lineage;

    /// <summary>The run is over, and its leader has been waited for.</summary>
    public static void Leave(int leader) => Leaders.TryRemove(leader, out _);

    public static void Sweep()
    {
        int self = Environment.ProcessId;
        HashSet<Lineage> alive = [.. Leaders.Values];
        foreach (ProcessRow row in ProcessTable.All().Where(r => r.ParentPid == self && !Leaders.ContainsKey(r.Pid)).ToList())
        {
            // Children that other parts of the agent have started have no lineage, and are left to them.
            if (Lineage.Read(row.Pid) is not { } lineage) continue;
            if (!row.IsAlive) Collect(row.Pid);
            else if (!alive.Contains(lineage)) _ = Libc.kill(row.Pid, Libc.SigKill);
        }
    }

    private static void Collect(int pid)
    {
        int status;
        nint* usage = stackalloc nint[64];
        _ = Libc.wait4(pid, &status, Libc.WNoHang, usage);
    }
}
