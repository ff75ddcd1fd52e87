namespace EdgeAgent.Execution;

/// <summary>The agent's ends of a child's pipes, all close-on-exec and non-blocking.</summary>
/// <param name="PidFd">Polls readable at the child's end.</param>
/// <param name="ReportFd">Reads what the child writes to <c>EDGEAGENT_FD</c>.</param>
/// <param name="ControlFd">Writes what the child reads from <c>EDGEAGENT_CONTROL_FD</c>.</param>
internal readonly record struct Child(int Pid, int PidFd, int OutFd, int ErrFd, int ReportFd, int ControlFd);
