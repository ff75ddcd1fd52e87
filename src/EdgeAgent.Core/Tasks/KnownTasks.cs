namespace EdgeAgent.Core.Tasks;

/// <summary>The tasks that a submission can meet. Implemented by the agent's table of records; must be cheap to ask.</summary>
public sealed class KnownTasks
{
    /// <summary>The record of an id, finished ones included; null when unknown or retired.</summary>
    public required Func<string, TaskRecord?> Find { get; init; }

    /// <summary>Records with this unique name, finished ones included, oldest first.</summary>
    public required Func<string, IReadOnlyList<TaskRecord>> FindUnique { get; init; }

    /// <summary>Unfinished tasks.</summary>
    public required int Unfinished { get; init; }

    /// <summary>Unfinished tasks of a kind.</summary>
    public Func<string, int> UnfinishedOfKind { get; init; } = static _ => 0;
}
