namespace EdgeAgent.Core.Power;

/// <summary>
/// Load and heat of the machine over the last sample period: rates, never totals since boot. Null means not known.
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

    /// <summary>CPU, network and disk below the idle limits over the whole period, our own tasks' share left out where it is known.</summary>
    public bool IsIdle { get; init; }

    public NetworkKind Network { get; init; } = NetworkKind.Any;
}
