namespace EdgeAgent.Core.Tasks;

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

/// <summary>Contract word of <c>phase</c>. Who enters and leaves each: the diagram in <c>src/ARCHITECTURE.md</c>.</summary>
public enum TaskPhase
{
    /// <summary>Prerequisites (<c>after</c>) have not all succeeded.</summary>
    Blocked,

    /// <summary>Earliest start, calendar slot or back-off lies ahead.</summary>
    Scheduled,

    /// <summary>Its time has come; a constraint, quota or free slot is missing.</summary>
    Waiting,

    /// <summary>Could start; the planner chose a later window.</summary>
    Deferred,

    /// <summary>Nothing is missing; next in order.</summary>
    Ready,

    /// <summary>Attempt number, boot id and start are stored; the worker is being started.</summary>
    Starting,
    Running,

    /// <summary>Frozen; its timers stand still.</summary>
    Paused,

    /// <summary>Asked to stop; killed after the grace period.</summary>
    Stopping,
    Succeeded,
    Failed,
    TimedOut,
    Canceled,
    Rejected,
    Removed,
}

public static class TaskPhases
{
    public static TaskState StateOf(TaskPhase phase) => phase switch
    {
        TaskPhase.Blocked or TaskPhase.Scheduled or TaskPhase.Waiting or TaskPhase.Deferred or TaskPhase.Ready => TaskState.Queued,
        TaskPhase.Starting or TaskPhase.Running or TaskPhase.Paused or TaskPhase.Stopping => TaskState.InProgress,
        TaskPhase.Succeeded => TaskState.Succeeded,
        TaskPhase.Failed => TaskState.Failed,
        TaskPhase.TimedOut => TaskState.TimedOut,
        TaskPhase.Canceled => TaskState.Canceled,
        TaskPhase.Rejected => TaskState.Rejected,
        TaskPhase.Removed => TaskState.Removed,
    };

    /// <summary>No transition leaves a final phase, but the explicit release of a quarantined task.</summary>
    public static bool IsFinal(TaskPhase phase) => phase >= TaskPhase.Succeeded;

    public static bool IsQueued(TaskPhase phase) => phase <= TaskPhase.Ready;

    /// <summary>A worker exists or is being made.</summary>
    public static bool IsActive(TaskPhase phase) => phase is >= TaskPhase.Starting and <= TaskPhase.Stopping;
}
