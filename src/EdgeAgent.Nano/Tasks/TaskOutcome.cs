using EdgeAgent.Shared;

namespace EdgeAgent.Nano.Tasks;

/// <summary>Outcome of an attempt.</summary>
public sealed class TaskOutcome
{
    private TaskOutcome()
    {
    }

    public bool IsSuccess { get; private set; }

    /// <summary>The task stopped on request.</summary>
    public bool IsStopped { get; private set; }

    public ErrorCategory Category { get; private set; }

    public string Message { get; private set; }

    /// <summary>At most 256 characters; null for none.</summary>
    public string Result { get; private set; }

    public static TaskOutcome Done(string result) => new TaskOutcome { IsSuccess = true, Result = result };

    public static TaskOutcome Stopped() => new TaskOutcome { IsStopped = true };

    public static TaskOutcome Failed(ErrorCategory category, string message) => new TaskOutcome { Category = category, Message = message };
}
