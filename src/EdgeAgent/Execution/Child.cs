namespace EdgeAgent.Execution;

/// <summary>The agent's ends of a child's pipes, all close-on-exec and non-blocking.</summary>
/// <param name="PidFd">Becomes readable when the child ends.</param>
/// <param name="ReportFd">Read end of the pipe that the child writes to as <c>EDGEAGENT_FD</c>.</param>
/// <param name="ControlFd">Write end of the pipe that the child reads as <c>EDGEAGENT_CONTROL_FD</c>.</param>
internal readonly record struct Child(int Pid, int PidFd, int OutFd, int ErrFd, int ReportFd, int ControlFd);
