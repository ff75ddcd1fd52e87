using EdgeAgent.Native;

namespace EdgeAgent.Execution;

/// <summary>A started process, and the group of the process and its descendants.</summary>
internal sealed unsafe record RunningProgram(AllowedCommand Command, Child Child, ProcessGroup Group)
{
    /// <summary>Waits for the ended process and closes the agent's ends of its pipes.</summary>
    /// <returns>The wait status, and the processor time of the process and of the children that it waited for.</returns>
    public (int Status, TimeSpan Cpu) Reap()
    {
        int status;
        nint* rusage = stackalloc nint[64];
        while (Libc.wait4(Child.Pid, &status, 0, rusage) < 0 && Libc.Errno == Errno.EINTR)
        {
        }

        Orphans.Leave(Child.Pid);
        foreach (int fd in (int[])[Child.PidFd, Child.OutFd, Child.ErrFd, Child.ReportFd, Child.ControlFd]) _ = Libc.close(fd);
        return (status, TimeSpan.FromSeconds(rusage[0] + rusage[2]) + TimeSpan.FromMicroseconds(rusage[1] + rusage[3]));
    }
}
