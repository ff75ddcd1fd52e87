namespace EdgeAgent.Core.Power;

/// <summary>
/// What one source measured at one time, before any plausibility check. <see cref="double.NaN"/> means that the source
/// does not measure the value; it never stands for zero.
/// </summary>
public readonly record struct PowerReading
{
    public PowerReading()
    {
    }

    /// <summary>Device time of the measurement, ms.</summary>
    public long DeviceTimeMs { get; init; }

    /// <summary>Pack terminal voltage, V.</summary>
    public double VoltageV { get; init; } = double.NaN;

    /// <summary>Pack current, A, positive into the battery.</summary>
    public double CurrentA { get; init; } = double.NaN;

    /// <summary>Power drawn by the load (the board), W, when measured apart from the pack.</summary>
    public double LoadW { get; init; } = double.NaN;

    /// <summary>Power delivered by panel or charger, W.</summary>
    public double HarvestW { get; init; } = double.NaN;

    /// <summary>State of charge by a gauge, percent.</summary>
    public double SocPct { get; init; } = double.NaN;

    /// <summary>Pack temperature, °C.</summary>
    public double TemperatureC { get; init; } = double.NaN;

    /// <summary>Full capacity by a gauge, mAh.</summary>
    public double FullCapacityMah { get; init; } = double.NaN;

    /// <summary>Capacity when new by a gauge, mAh.</summary>
    public double RatedCapacityMah { get; init; } = double.NaN;

    public ChargeStatus Status { get; init; }

    /// <summary>Whether external power (adapter, panel, USB) is at the input. Present does not mean that the pack charges.</summary>
    public Presence ExternalPower { get; init; }

    /// <summary>Whether a pack is connected.</summary>
    public Presence Battery { get; init; }
}
