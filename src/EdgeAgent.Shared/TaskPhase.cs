namespace EdgeAgent.Shared;

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
