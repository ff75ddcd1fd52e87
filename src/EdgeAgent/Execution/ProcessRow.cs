namespace EdgeAgent.Execution;

/// <summary>A process as <c>/proc/PID/stat</c> describes it.</summary>
/// <param name="State">R running, S sleeping, D waiting in the kernel, T stopped, Z zombie, and others.</param>
/// <param name="StartTicks">Start in clock ticks since boot; together with the pid it identifies a process uniquely.</param>
/// <param name="CpuTicks">User and system time of the process and of children that it waited for, in ticks of 10 ms.</param>
internal readonly record struct ProcessRow(int Pid, char State, int ParentPid, int Session, long StartTicks, long CpuTicks)
{
    public bool IsAlive => State is not ('Z' or 'X');
}
