
namespace EdgeAgent.Core.Tasks;

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
