namespace EdgeAgent.Sensors.Machine;

/// <summary>What the monitor measures, and when a machine counts as idle.</summary>
public sealed record SystemMonitorSettings
{
    /// <summary>The used space is measured on the file system of this folder.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Names of metered interfaces; a <c>*</c> at the end matches any rest. Default: mobile broadband and dial-up.</summary>
    public IReadOnlyList<string> MeteredInterfaces { get; init; } = ["wwan*", "wwp*", "ppp*", "rmnet*"];

    /// <summary>Contract section 5: idle is below 10 % CPU, 1 KiB/s network, 1 KiB/s disk.</summary>
    public double IdleCpuPct { get; init; } = 10;

    /// <inheritdoc cref="IdleCpuPct"/>
    public double IdleBytesPerSecond { get; init; } = 1024;
}
