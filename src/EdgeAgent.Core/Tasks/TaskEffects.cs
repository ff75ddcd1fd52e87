namespace EdgeAgent.Core.Tasks;

/// <summary>What the agent does after it has committed the new record, in this order.</summary>
[Flags]
public enum TaskEffects
{
    None = 0,

    /// <summary>Start the worker of attempt <see cref="TaskRecord.Attempt"/> with the stored checkpoint.</summary>
    StartWorker = 1,
    PauseWorker = 2,
    ResumeWorker = 4,

    /// <summary>Ask the worker to stop; kill it after <see cref="TaskPolicy.StopGrace"/>.</summary>
    StopWorker = 8,

    /// <summary>Publish <c>task/{id}/state</c>.</summary>
    Publish = 16,

    /// <summary>Put a final receipt into the outbox: of <see cref="Transition.ClosedRun"/> when there is one, else of the record.</summary>
    Receipt = 32,

    /// <summary>Notify every task that waits for this one (<see cref="TaskEvent.PrerequisiteEnded"/>).</summary>
    NotifyDependents = 64,

    /// <summary>Delete the task's work folder.</summary>
    RemoveFiles = 128,

    /// <summary>Delete the record from the store.</summary>
    Forget = 256,
}
