using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Loop;

/// <summary>A change of a task, and its effects after the commit.</summary>
internal readonly record struct TaskChange(Transition Transition)
{
    public TaskRecord Record => Transition.Record;

    /// <summary>The record for receipts and dependents: for recurring work the run that has ended.</summary>
    public TaskRecord Reported => Transition.ClosedRun ?? Transition.Record;
}
