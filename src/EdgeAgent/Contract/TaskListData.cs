namespace EdgeAgent.Contract;

/// <summary><c>data</c> of <c>list</c>.</summary>
public sealed record TaskListData
{
    public required IReadOnlyList<TaskStateDocument> Tasks { get; init; }

    /// <summary>Tasks that match; more than are listed when the answer had to be cut.</summary>
    public required int Total { get; init; }
}
