namespace EdgeAgent.Core.Tasks;

/// <summary>
/// Everything that can happen to a task; <see cref="TaskTransitions.Next"/> applies it. An event that does not fit the record's phase
/// changes nothing, so an event may be delivered twice or late.
/// </summary>
public abstract record TaskEvent
{
    private TaskEvent()
    {
    }

    /// <summary>The scheduler evaluated a queued task: its phase and the conditions that are not met.</summary>
    public sealed record Evaluated(
        TaskPhase Phase, IReadOnlyList<WaitCondition> WaitReasons, DateTimeOffset? PlannedStart = null, PlacementReason? PlannedReason = null)
        : TaskEvent;

    /// <summary>The slot of cron work must be computed again: the clock became trusted or was set back, the zone changed, or a slot was missed.</summary>
    public sealed record Rearm : TaskEvent;

    /// <summary>The scheduler starts the task. The attempt is stored before the worker starts.</summary>
    public sealed record Start(string BootId) : TaskEvent;

    /// <summary>The worker of this attempt has started.</summary>
    public sealed record Started(int Attempt) : TaskEvent;

    /// <summary>The worker's report; null leaves a field unchanged. The agent merges frequent reports before it raises this event.</summary>
    public sealed record Progress(int Attempt, double? Pct, string? Message, string? Checkpoint) : TaskEvent;

    /// <summary>Freeze the running worker.</summary>
    public sealed record Pause(StopReason Reason) : TaskEvent;

    /// <summary>Thaw the paused worker.</summary>
    public sealed record Resume : TaskEvent;

    /// <summary>End the active attempt because of a constraint, preemption, a time-out or shutdown.</summary>
    public sealed record Stop(StopReason Reason) : TaskEvent;

    /// <summary>All processes of the worker have ended.</summary>
    public sealed record Exited(int Attempt, AttemptEnd End) : TaskEvent;

    /// <summary>A user or an application cancels the task; a finished task does not change.</summary>
    public sealed record Cancel(StopReason Reason) : TaskEvent;

    /// <summary>A user pauses (true) or resumes the task: a queued task is held, a running one is frozen.</summary>
    public sealed record UserPause(bool Paused) : TaskEvent;

    /// <summary>The deadline passed before the task started.</summary>
    public sealed record DeadlinePassed : TaskEvent;

    /// <summary>The expedited quota is used up; a task with <c>if_out_of_quota: drop</c> ends.</summary>
    public sealed record QuotaExhausted : TaskEvent;

    /// <summary>A prerequisite ended; of recurring work, one of its runs.</summary>
    public sealed record PrerequisiteEnded(string Id, TaskPhase Phase) : TaskEvent;

    /// <summary>The agent started and found this attempt active in the store; its worker is gone.</summary>
    public sealed record Rescued(Interruption Cause) : TaskEvent;

    /// <summary>A user releases a quarantined task.</summary>
    public sealed record Release : TaskEvent;

    /// <summary>Newer unique work replaces the task.</summary>
    public sealed record Replaced : TaskEvent;

    /// <summary>The time for which a finished task is kept has passed.</summary>
    public sealed record Retired : TaskEvent;
}
