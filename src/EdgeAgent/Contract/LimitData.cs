
namespace EdgeAgent.Contract;

/// <summary>Answer to <c>limit</c>: what is allowed, and what is in force.</summary>
public sealed record LimitData
{
    public required string Limit { get; init; }
    public required OperatingMode Mode { get; init; }
}
