namespace EdgeAgent.Core.Tasks;

/// <summary>The answer to a submission: one of three cases.</summary>
public abstract record Admission
{
    private Admission()
    {
    }

    /// <summary>
    /// A new task. The caller commits <paramref name="Record"/> and the result of <see cref="TaskEvent.Replaced"/> for each of
    /// <paramref name="Replaces"/> in one transaction, then acknowledges the message.
    /// </summary>
    public sealed record Accepted(TaskRecord Record, IReadOnlyList<TaskRecord> Replaces) : Admission;

    /// <summary>The same id with the same bytes: the caller answers with the stored receipt.</summary>
    public sealed record Repeated(TaskRecord Record) : Admission;

    public sealed record Rejected(Rejection Rejection) : Admission;
}
