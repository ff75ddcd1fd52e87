namespace EdgeAgent.Execution;

/// <summary>One row of <c>/proc</c>.</summary>
/// <param name="State">R running, S sleeping, D in the kernel, T stopped, Z zombie …</param>
/// <param name="StartTicks">Start in clock ticks since boot; with the pid it names a process for good.</param>
/// <param name="CpuTicks">User and system time, own and of children waited for; 100 to a second.</param>
internal readonly record struct ProcessRow(int Pid, char State, int ParentPid, int Session, long StartTicks, long CpuTicks)
{
    public bool IsAlive => State is not ('Z' or 'X');
}
