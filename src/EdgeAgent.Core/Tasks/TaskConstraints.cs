namespace EdgeAgent.Core.Tasks;

/// <summary>The constraints of a task document; null or false means that the document does not set the constraint.</summary>
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
    /// An addition to the contract's fields. True: <see cref="Charging"/>, <see cref="BatteryNotLow"/>, <see cref="Idle"/> and
    /// "unmetered" are relaxed as the deadline comes near. False: they must always be met.
    /// </summary>
    public bool Flexible { get; init; }
}
