namespace EdgeAgent.Core.Tasks;

/// <summary>What a submission comes to: exactly one of the three.</summary>
public abstract record Admission
{
    private Admission()
    {
    }

    /// <summary>
    /// A new task. Commit <paramref name="Record"/> and the outcome of <see cref="TaskEvent.Replaced"/> for each of
    /// <paramref name="Replaces"/> in one transaction; then acknowledge.
    /// </summary>
    public sealed record Accepted(TaskRecord Record, IReadOnlyList<TaskRecord> Replaces) : Admission;

    /// <summary>The same bytes again: answer with the stored receipt.</summary>
    public sealed record Repeated(TaskRecord Record) : Admission;

    public sealed record Rejected(Rejection Rejection) : Admission;
}
