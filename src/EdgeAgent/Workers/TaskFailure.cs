namespace EdgeAgent.Workers;

/// <summary>An expected failure of work inside the agent; the attempt ends with this category.</summary>
internal sealed class TaskFailure(ErrorCategory category, string message, TimeSpan? retryAfter = null) : Exception(message)
{
    public ErrorCategory Category { get; } = category;

    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>The conditions are not met yet: the task runs again later, and no failure is counted.</summary>
    public bool IsLater { get; init; }
}
