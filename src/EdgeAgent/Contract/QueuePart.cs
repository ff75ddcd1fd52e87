namespace EdgeAgent.Contract;

/// <summary>Tasks by phase; <c>succeeded</c> and <c>failed</c> count since the store was made.</summary>
public sealed record QueuePart
{
    public int Blocked { get; init; }
    public int Scheduled { get; init; }
    public int Waiting { get; init; }
    public int Deferred { get; init; }
    public int Ready { get; init; }
    public int Running { get; init; }
    public int Paused { get; init; }
    public long Succeeded { get; init; }
    public long Failed { get; init; }
}
