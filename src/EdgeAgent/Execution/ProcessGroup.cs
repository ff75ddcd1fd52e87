using EdgeAgent.Native;

namespace EdgeAgent.Execution;

/// <summary>
/// All processes of one run as one thing: confined, frozen, signalled, killed and counted together. Used on the
/// loop's thread only.
/// </summary>
internal abstract class ProcessGroup : IDisposable
{
    /// <summary>Takes in a process that has just been made, and whatever it has forked since.</summary>
    public abstract void Attach(int pid);

    /// <summary>Stops or continues every process; <paramref name="done"/> follows when all stand still (or run).</summary>
    public abstract void SetFrozen(PollLoop loop, bool frozen, Action done);

    public abstract void Signal(int signal);

    /// <summary>Kills every process, those that are being forked too; <paramref name="gone"/> follows when none is left.</summary>
    public abstract void KillAll(PollLoop loop, Action gone);

    public abstract RunUsage Usage();

    /// <summary>Whether the kernel itself keeps the run to its share of processor time.</summary>
    public virtual bool LimitsCpu => false;

    /// <summary>True when the kernel killed one of them for want of memory.</summary>
    public virtual bool RanOutOfMemory => false;

    public abstract void Dispose();

    /// <summary>
    /// <paramref name="done"/> follows when all of <paramref name="processes"/> have ended. A control group counts as
    /// empty a moment before the process table does.
    /// </summary>
    protected static void WhenEnded(PollLoop loop, Queue<ProcessRow> processes, Action done)
    {
        while (processes.TryDequeue(out ProcessRow process))
        {
            // The start time distinguishes it from another process that got the number since.
            if (ProcessTable.Read(process.Pid) is not { IsAlive: true } row || row.StartTicks != process.StartTicks) continue;
            int pidFd = Libc.PidFdOpen(process.Pid);
            if (pidFd < 0) continue;
            PollLoop.Watch? watch = null;
            watch = loop.Add(pidFd, Libc.PollIn, ready =>
            {
                loop.Remove(watch);
                _ = Libc.close(pidFd);
                WhenEnded(loop, processes, done);
            });
            return;
        }

        done();
    }
}
