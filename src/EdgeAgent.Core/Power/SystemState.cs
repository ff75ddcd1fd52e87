namespace EdgeAgent.Core.Power;

/// <summary>
/// Load and temperature of the machine over the last sample period: rates, never totals since boot. Null means unknown.
/// </summary>
public sealed record SystemState
{
    public static SystemState Unknown { get; } = new();

    public double? CpuPct { get; init; }
    public double? CpuTemperatureC { get; init; }
    public double? MemoryUsedPct { get; init; }
    public double? DiskUsedPct { get; init; }

    /// <summary>Memory of the agent's own control group as a share of its limit; null without a limit.</summary>
    public double? CgroupMemoryPct { get; init; }

    /// <summary>Bytes per second over all interfaces but loopback.</summary>
    public double? NetworkBytesPerSecond { get; init; }

    /// <summary>Bytes per second read and written on real block devices.</summary>
    public double? DiskBytesPerSecond { get; init; }

    public bool IsThrottled { get; init; }
    public bool IsUndervoltage { get; init; }

    /// <summary>CPU, network and disk were below the idle limits over the whole period; the share of the agent's tasks is not counted where it is known.</summary>
    public bool IsIdle { get; init; }

    public NetworkKind Network { get; init; } = NetworkKind.Any;
}
