
namespace EdgeAgent.Contract;

public sealed record SensorPart
{
    public required string Name { get; init; }

    /// <summary>Of the newest reading: <c>measured</c>, <c>estimated</c> or <c>stale</c>.</summary>
    public required PowerQuality Quality { get; init; }

    public double? AgeS { get; init; }
    public string? Fault { get; init; }
}
