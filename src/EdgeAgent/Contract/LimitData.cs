
namespace EdgeAgent.Contract;

/// <summary><c>data</c> of <c>limit</c>: the limit, and the mode in force.</summary>
public sealed record LimitData
{
    public required string Limit { get; init; }
    public required OperatingMode Mode { get; init; }
}
