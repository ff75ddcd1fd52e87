
namespace EdgeAgent.Contract;

public sealed record PowerPart
{
    public double? SocPct { get; init; }
    public double? VoltageV { get; init; }
    public double? CurrentA { get; init; }
    public double? PowerW { get; init; }
    public double? LoadW { get; init; }
    public double? HarvestW { get; init; }
    public double? TemperatureC { get; init; }
    public required PowerSource Source { get; init; }
    public required ChargeStatus Charging { get; init; }
    public required PowerQuality Quality { get; init; }
    public double? TimeToEmptyS { get; init; }
    public double? HealthPct { get; init; }

    /// <summary>External power has settled: the condition of the constraint <c>charging</c>.</summary>
    public bool Powered { get; init; }

    public bool Undervoltage { get; init; }
}
