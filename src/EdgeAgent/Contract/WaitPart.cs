
namespace EdgeAgent.Contract;

public sealed record WaitPart
{
    public required WaitReason Reason { get; init; }
    public required string Current { get; init; }
    public required string Required { get; init; }
    public DateTimeOffset Since { get; init; }
    public DateTimeOffset? EstimatedAt { get; init; }
}
