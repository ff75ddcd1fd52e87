using EdgeAgent.Native;

namespace EdgeAgent.Execution;

/// <summary>
/// A run without a control group: its own session, nice value and I/O priority, resource limits, SIGSTOP and SIGCONT.
/// Processes that leave the session are found by their lineage and by the mark in their environment.
/// </summary>
internal sealed unsafe class SessionGroup(string mark, GroupLimits limits) : ProcessGroup
{
    private readonly Lineage _lineage = Lineage.Of(mark);
    private int _leader;
    private TimeSpan _cpu;
    private int _freezeRequest;

    public override void Attach(int pid)
    {
        _leader = pid;
        _lineage.GiveTo(pid);
        const int processPriority = 0;
        _ = Libc.setpriority(processPriority, pid, limits.Nice);
        (int ioClass, int level) = limits.IoPriority;
        Libc.IoPriority(pid, ioClass, level);
        if (limits.MemoryBytes is { } memory)
        {
            // The limit covers private writable memory and not the address space, because runtimes with garbage collection reserve far more
            // addresses than they use.
            _ = ResourceLimits.TrySet(pid, ResourceLimits.Data, (ulong)memory);
        }
    }

    public override void SetFrozen(PollLoop loop, bool frozen, Action done)
    {
        int signal = frozen ? Libc.SigStop : Libc.SigCont;
        int request = ++_freezeRequest;
        // The first signal goes to all processes, because the table may not yet show a stop that was sent a moment ago and that SIGCONT must
        // undo. A process may fork between the listing and the signal, so this repeats until all processes are in the wanted state.
        Signal(signal);
        void Round(int left)
        {
            if (request != _freezeRequest) return;
            List<ProcessRow> pending = [.. Members().Where(p => p.State is 'T' or 't' != frozen)];
            if (pending.Count == 0 || left == 0)
            {
                done();
                return;
            }

            foreach (ProcessRow process in pending) _ = Libc.kill(process.Pid, signal);
            loop.After(TimeSpan.FromMilliseconds(1), () => Round(left - 1));
        }

        const int rounds = 200;
        Round(rounds);
    }

    public override void Signal(int signal)
    {
        foreach (ProcessRow process in Members()) _ = Libc.kill(process.Pid, signal);
    }

    public override void KillAll(PollLoop loop, Action gone)
    {
        _ = Usage();
        List<ProcessRow> members = Members();
        if (members.Count == 0)
        {
            gone();
            return;
        }

        _ = Libc.kill(-_leader, Libc.SigKill);
        foreach (ProcessRow process in members) _ = Libc.kill(process.Pid, Libc.SigKill);
        int pidFd = Libc.PidFdOpen(members[0].Pid);
        if (pidFd < 0)
        {
            loop.After(TimeSpan.FromMilliseconds(1), () => KillAll(loop, gone));
            return;
        }

        PollLoop.Watch? watch = null;
        watch = loop.Add(pidFd, Libc.PollIn, ready =>
        {
            loop.Remove(watch);
            _ = Libc.close(pidFd);
            KillAll(loop, gone);
        });
    }

    public override RunUsage Usage()
    {
        TimeSpan now = TimeSpan.FromMilliseconds(Members().Sum(p => p.CpuTicks) * 10.0);
        // The table does not list the time of processes that have ended, so the sum may fall.
        if (now > _cpu) _cpu = now;
        return new RunUsage(_cpu, 0);
    }

    public override void Dispose()
    {
    }

    private List<ProcessRow> Members() => ProcessTable.Members(_leader, mark, _lineage);
}
