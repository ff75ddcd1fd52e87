
namespace EdgeAgent.Core.Tasks;

/// <summary>
/// Everything that can happen to a task. <see cref="TaskTransitions.Next"/> says what follows; an event that does not apply to the
/// record's phase changes nothing, so each may safely be delivered twice or late.
/// </summary>
public abstract record TaskEvent
{
    private TaskEvent()
    {
    }

    /// <summary>The scheduler looked at a queued task: where it stands and what is missing.</summary>
    public sealed record Evaluated(
        TaskPhase Phase, IReadOnlyList<WaitCondition> WaitReasons, DateTimeOffset? PlannedStart = null, PlacementReason? PlannedReason = null)
        : TaskEvent;

    /// <summary>Its calendar must be read anew: clock trusted for the first time, set back, zone changed, or a slot missed.</summary>
    public sealed record Rearm : TaskEvent;

    /// <summary>The scheduler starts it: store the attempt first, then start the worker.</summary>
    public sealed record Start(string BootId) : TaskEvent;

    /// <summary>The worker exists.</summary>
    public sealed record Started(int Attempt) : TaskEvent;

    /// <summary>The worker's report; null leaves a field as it was. The agent coalesces these before they get here.</summary>
    public sealed record Progress(int Attempt, double? Pct, string? Message, string? Checkpoint) : TaskEvent;

    /// <summary>Freeze the running worker.</summary>
    public sealed record Pause(StopReason Reason) : TaskEvent;

    /// <summary>Thaw it.</summary>
    public sealed record Resume : TaskEvent;

    /// <summary>End the running attempt: constraint, preemption, time-out, shutdown.</summary>
    public sealed record Stop(StopReason Reason) : TaskEvent;

    /// <summary>Everything of the worker is gone.</summary>
    public sealed record Exited(int Attempt, AttemptEnd End) : TaskEvent;

    /// <summary>Somebody asked for its end; allowed in every phase.</summary>
    public sealed record Cancel(StopReason Reason) : TaskEvent;

    /// <summary>A user's pause (true) or resume; a queued task is held, a running one frozen.</summary>
    public sealed record UserPause(bool Paused) : TaskEvent;

    /// <summary>Its deadline passed before a start.</summary>
    public sealed record DeadlinePassed : TaskEvent;

    /// <summary>Its quota is used up and it asked to be dropped then.</summary>
    public sealed record QuotaExhausted : TaskEvent;

    /// <summary>A task that it waits for ended (for recurring work: a run did).</summary>
    public sealed record PrerequisiteEnded(string Id, TaskPhase Phase) : TaskEvent;

    /// <summary>The agent started and found this attempt without its worker.</summary>
    public sealed record Rescued(Interruption Cause) : TaskEvent;

    /// <summary>Somebody lets a quarantined task go on.</summary>
    public sealed record Release : TaskEvent;

    /// <summary>Newer unique work takes its place.</summary>
    public sealed record Replaced : TaskEvent;

    /// <summary>Kept long enough after its end.</summary>
    public sealed record Retired : TaskEvent;
}
