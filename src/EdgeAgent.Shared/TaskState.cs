namespace EdgeAgent.Shared;

/// <summary>Contract word of <c>status</c> (the AWS IoT Jobs words).</summary>
public enum TaskState
{
    Queued,
    InProgress,
    Succeeded,
    Failed,
    TimedOut,
    Canceled,
    Rejected,
    Removed,
}
