namespace EdgeAgent.Core.Tasks;

/// <summary>The result of an event.</summary>
/// <param name="Record">The record to commit; the same object when nothing changed.</param>
/// <param name="ClosedRun">
/// For recurring work whose run has ended: the final record of that run, one revision below <paramref name="Record"/>. It is published
/// and gets a receipt, but is not stored.
/// </param>
public readonly record struct Transition(TaskRecord Record, TaskEffects Effects, TaskRecord? ClosedRun = null)
{
    public bool Changed => Effects != TaskEffects.None;

    public bool Has(TaskEffects effect) => (Effects & effect) != 0;
}
