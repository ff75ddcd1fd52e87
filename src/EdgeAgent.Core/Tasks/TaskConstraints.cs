namespace EdgeAgent.Core.Tasks;

/// <summary>Constraints that a task asks for; null or false means that it does not ask.</summary>
public sealed record TaskConstraints
{
    public static TaskConstraints None { get; } = new();

    public bool Charging { get; init; }
    public bool ExternalPower { get; init; }
    public bool BatteryNotLow { get; init; }
    public double? MinSocPct { get; init; }
    public bool Idle { get; init; }
    public Power.NetworkKind Network { get; init; } = Power.NetworkKind.None;
    public bool StorageNotLow { get; init; }
    public double? MaxCpuTemperatureC { get; init; }

    /// <summary>
    /// An addition to the contract's fields: when true, <see cref="Charging"/>, <see cref="BatteryNotLow"/>, <see cref="Idle"/> and
    /// "unmetered" are wishes that relax as the deadline nears; otherwise they hold to the end.
    /// </summary>
    public bool Flexible { get; init; }
}
