
namespace EdgeAgent.Workers;

/// <summary>An expected failure of work inside the agent: ends the attempt with this category.</summary>
internal sealed class TaskFailure(ErrorCategory category, string message, TimeSpan? retryAfter = null) : Exception(message)
{
    public ErrorCategory Category { get; } = category;

    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Not a failure: the conditions are not there yet.</summary>
    public bool IsLater { get; init; }
}
