namespace EdgeAgent.Core.Tasks;

/// <summary>What admission needs to know about the stored tasks. The agent's task book provides the functions; each must be cheap.</summary>
public sealed class KnownTasks
{
    /// <summary>The record with this id, also when it has finished; null when the id is unknown or retired.</summary>
    public required Func<string, TaskRecord?> Find { get; init; }

    /// <summary>The records with this unique name, finished ones included, oldest first.</summary>
    public required Func<string, IReadOnlyList<TaskRecord>> FindUnique { get; init; }

    /// <summary>Number of unfinished tasks.</summary>
    public required int Unfinished { get; init; }

    /// <summary>Number of unfinished tasks of a kind.</summary>
    public Func<string, int> UnfinishedOfKind { get; init; } = static _ => 0;
}
