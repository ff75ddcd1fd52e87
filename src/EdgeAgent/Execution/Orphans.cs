using System.Collections.Concurrent;
using EdgeAgent.Native;

namespace EdgeAgent.Execution;

/// <summary>
/// Without control groups, processes whose parent has ended become children of the agent (<c>PR_SET_CHILD_SUBREAPER</c>) and not of
/// process 1. Those that have ended are waited for; those whose run has ended, or whose lineage matches no run, are killed.
/// </summary>
/// <remarks>Static, because the kernel's setting applies to the whole process. Thread-safe.</remarks>
internal static unsafe class Orphans
{
    private static readonly ConcurrentDictionary<int, Lineage> Leaders = new();
    private static readonly Lazy<bool> Adopted = new(() =>
    {
        const int setChildSubreaper = 36;
        return Libc.prctl(setChildSubreaper, 1, 0, 0, 0) == 0;
    });

    /// <summary>Makes this process the parent of orphans from now on. False when the kernel refuses.</summary>
    public static bool Adopt() => Adopted.Value;

    public static void Enter(int leader, Lineage lineage) => Leaders[leader] = lineage;

    /// <summary>Removes a run that has ended and whose leader has been waited for.</summary>
    public static void Leave(int leader) => Leaders.TryRemove(leader, out _);

    public static void Sweep()
    {
        int self = Environment.ProcessId;
        HashSet<Lineage> alive = [.. Leaders.Values];
        foreach (ProcessRow row in ProcessTable.All().Where(r => r.ParentPid == self && !Leaders.ContainsKey(r.Pid)).ToList())
        {
            // Children without lineage were started by other parts of the agent, which wait for them.
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
