namespace EdgeAgent.Execution;

/// <summary>What a run has used of the machine so far.</summary>
/// <param name="Cpu">Processor time of all its processes.</param>
/// <param name="PeakMemoryBytes">Highest memory use; 0 when not known.</param>
public readonly record struct RunUsage(TimeSpan Cpu, long PeakMemoryBytes);

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

    /// <summary>True when the kernel killed one of them for want of memory.</summary>
    public virtual bool RanOutOfMemory => false;

    public abstract void Dispose();
}
