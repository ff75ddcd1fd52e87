
namespace EdgeAgent.Core.Tasks;

/// <summary>How an attempt ended, as its worker or the executor says.</summary>
/// <param name="Error">Null for success.</param>
/// <param name="RetryAfter">The worker's or server's own wish; replaces the back-off delay.</param>
/// <param name="Result">Result text of at most 4 KiB; longer ones are named by hash and length.</param>
/// <param name="AsksForLater">"Not now" (exit code 21 or 75): it runs again after a back-off, but has not failed.</param>
/// <param name="EnergyMwh">Energy that this attempt took by measurement, mWh; null when nothing measured it.</param>
/// <param name="Cause">What ended it from outside, without a wish of ours: <see cref="StopReason.MemoryPressure"/>; else None.</param>
public sealed record AttemptEnd(
    TaskError? Error,
    int? ExitCode = null,
    TimeSpan? RetryAfter = null,
    string? Result = null,
    string? ResultSha256 = null,
    long? ResultBytes = null,
    double? EnergyMwh = null,
    bool AsksForLater = false,
    StopReason Cause = StopReason.None);

/// <summary>Why an attempt was found without its worker when the agent started.</summary>
public enum Interruption
{
    /// <summary>Another boot, and the last one did not end cleanly.</summary>
    PowerLoss,

    /// <summary>The agent ended without its mark while the machine ran on.</summary>
    AgentCrash,

    /// <summary>The agent or the machine was shut down in order.</summary>
    AgentShutdown,
}

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

/// <summary>What the agent has to do after the new record is committed, in this order.</summary>
[Flags]
public enum TaskEffects
{
    None = 0,

    /// <summary>Start the worker of attempt <see cref="TaskRecord.Attempt"/>, with the checkpoint.</summary>
    StartWorker = 1,
    PauseWorker = 2,
    ResumeWorker = 4,

    /// <summary>Ask it to stop; kill it after <see cref="TaskPolicy.StopGrace"/>.</summary>
    StopWorker = 8,

    /// <summary>Publish <c>task/{id}/state</c>.</summary>
    Publish = 16,

    /// <summary>A final event for the outbox: of <see cref="Transition.ClosedRun"/> when there is one, else of the record.</summary>
    Receipt = 32,

    /// <summary>Notify every task that waits for this one (<see cref="TaskEvent.PrerequisiteEnded"/>).</summary>
    TellDependents = 64,

    /// <summary>Its work folder is no longer needed.</summary>
    RemoveFiles = 128,

    /// <summary>Delete the record from the store.</summary>
    Forget = 256,
}

/// <summary>What follows from an event.</summary>
/// <param name="Record">The record to commit; the same object when nothing changed.</param>
/// <param name="ClosedRun">
/// Of recurring work whose run just ended: the run's final record, one revision below <paramref name="Record"/>. It is published and
/// put into the outbox, never stored.
/// </param>
public readonly record struct Transition(TaskRecord Record, TaskEffects Effects, TaskRecord? ClosedRun = null)
{
    public bool Changed => Effects != TaskEffects.None;

    public bool Has(TaskEffects effect) => (Effects & effect) != 0;
}
