using EdgeAgent.Core.Power;

namespace EdgeAgent.Contract;

public sealed record SystemPart
{
    public double? CpuPct { get; init; }
    public double? CpuTemperatureC { get; init; }
    public double? MemoryUsedPct { get; init; }
    public double? DiskUsedPct { get; init; }
    public bool Throttled { get; init; }
    public bool Undervoltage { get; init; }
    public bool Idle { get; init; }
    public required NetworkKind Network { get; init; }
}
