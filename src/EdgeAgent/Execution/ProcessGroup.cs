using EdgeAgent.Native;

namespace EdgeAgent.Execution;

/// <summary>
/// All processes of one run. They are confined, frozen, signalled, killed and measured together. Used on the loop's
/// thread only.
/// </summary>
internal abstract class ProcessGroup : IDisposable
{
    /// <summary>Adds a process that has just started, and the processes that it has forked since.</summary>
    public abstract void Attach(int pid);

    /// <summary>Freezes or continues all processes, and calls <paramref name="done"/> when all are frozen or run again.</summary>
    public abstract void SetFrozen(PollLoop loop, bool frozen, Action done);

    public abstract void Signal(int signal);

    /// <summary>Kills all processes, also those that are being forked, and calls <paramref name="gone"/> when none is left.</summary>
    public abstract void KillAll(PollLoop loop, Action gone);

    public abstract RunUsage Usage();

    /// <summary>Whether the kernel limits the processor time of the run.</summary>
    public virtual bool LimitsCpu => false;

    /// <summary>True when the kernel killed one of the processes because of memory.</summary>
    public virtual bool RanOutOfMemory => false;

    public abstract void Dispose();

    /// <summary>
    /// Calls <paramref name="done"/> when all <paramref name="processes"/> have ended. A control group reports itself empty a moment before
    /// its processes disappear from the process table.
    /// </summary>
    protected static void WhenEnded(PollLoop loop, Queue<ProcessRow> processes, Action done)
    {
        while (processes.TryDequeue(out ProcessRow process))
        {
            // The start time distinguishes the process from a later one with the same id.
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
