using EdgeAgent.Contract;

namespace EdgeAgent.Link;

/// <summary>The part of the snapshot whose change sends the snapshot at once.</summary>
internal sealed record StateMarks
{
    public required PowerSource Source { get; init; }
    public required ChargeStatus Charging { get; init; }
    public required PowerQuality Quality { get; init; }
    public required bool IsPowered { get; init; }
    public required OperatingMode Mode { get; init; }
    public required QueuePart Queue { get; init; }

    /// <summary>All holds, as text.</summary>
    public required string Holds { get; init; }

    /// <summary>Separated by commas, in alphabetical order.</summary>
    public required string Alerts { get; init; }

    /// <summary>Names of the sensors that fail, separated by commas.</summary>
    public required string FailingSensors { get; init; }

    /// <summary>Predicted start of the next charge, in quarter hours since 1970: the estimate moves a little with every sample. Null for none.</summary>
    public required long? NextChargeQuarter { get; init; }
}
