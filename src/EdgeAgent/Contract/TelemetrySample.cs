
namespace EdgeAgent.Contract;

/// <summary>One sample of a telemetry batch.</summary>
public sealed record TelemetrySample
{
    public required DateTimeOffset Ts { get; init; }
    public double? SocPct { get; init; }
    public double? VoltageV { get; init; }
    public double? CurrentA { get; init; }
    public double? PowerW { get; init; }
    public double? LoadW { get; init; }
    public double? HarvestW { get; init; }
    public double? CpuPct { get; init; }
    public double? CpuTemperatureC { get; init; }
    public double? MemoryUsedPct { get; init; }
    public required ChargeStatus Charging { get; init; }
    public required PowerSource Source { get; init; }
    public int Running { get; init; }
}
