namespace EdgeAgent.Shared;

/// <summary>Contract word of <c>phase</c>. State diagram: <c>src/EdgeAgent.Core/Tasks/README.md</c>.</summary>
public enum TaskPhase
{
    /// <summary>Prerequisites (<c>after</c>) have not all succeeded.</summary>
    Blocked,

    /// <summary>The earliest start, the calendar slot or the end of the back-off is in the future.</summary>
    Scheduled,

    /// <summary>The earliest start has passed; a constraint, quota or free slot is missing.</summary>
    Waiting,

    /// <summary>The task could start, but the planner chose a later time.</summary>
    Deferred,

    /// <summary>All conditions are met; the task starts in its order.</summary>
    Ready,

    /// <summary>Attempt number, boot id and start time are stored; the agent starts the worker.</summary>
    Starting,
    Running,

    /// <summary>The worker is frozen; the attempt's clock is stopped.</summary>
    Paused,

    /// <summary>The worker was asked to stop; it is killed after the grace period.</summary>
    Stopping,
    Succeeded,
    Failed,
    TimedOut,
    Canceled,
    Rejected,
    Removed,
}
