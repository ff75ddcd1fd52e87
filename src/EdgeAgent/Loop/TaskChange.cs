using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Loop;

/// <summary>A change that happened, and what has to be done once it is durable.</summary>
internal readonly record struct TaskChange(Transition Transition)
{
    public TaskRecord Record => Transition.Record;

    /// <summary>What receipts and dependents are about: of recurring work the run that ended.</summary>
    public TaskRecord Reported => Transition.ClosedRun ?? Transition.Record;
}
