namespace EdgeAgent.Shared;

/// <summary>Groups of phases.</summary>
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

    /// <summary>The task has ended. Only the release of a quarantined task leaves a final phase.</summary>
    public static bool IsFinal(TaskPhase phase) => phase >= TaskPhase.Succeeded;

    public static bool IsQueued(TaskPhase phase) => phase <= TaskPhase.Ready;

    /// <summary>A worker exists or is being started.</summary>
    public static bool IsActive(TaskPhase phase) => phase is >= TaskPhase.Starting and <= TaskPhase.Stopping;
}
