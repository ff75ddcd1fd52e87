namespace EdgeAgent.Core.Power;

/// <summary>The values of all sources at one time, merged. NaN and Unknown mean that no source has a value.</summary>
internal struct FusedReading
{
    public double VoltageV = double.NaN;
    public double CurrentA = double.NaN;
    public double LoadW = double.NaN;
    public double HarvestW = double.NaN;
    public double TemperatureC = double.NaN;
    public double FullCapacityMah = double.NaN;
    public double RatedCapacityMah = double.NaN;

    /// <summary>Voltage measured in this update. Older values are published, but not used for counting or learning.</summary>
    public double FreshVoltageV = double.NaN;

    /// <inheritdoc cref="FreshVoltageV"/>
    public double FreshCurrentA = double.NaN;

    /// <summary>State of charge that a gauge reported in this update, percent.</summary>
    public double FreshGaugePct = double.NaN;

    public ChargeStatus Status = ChargeStatus.Unknown;
    public Presence ExternalPower = Presence.Unknown;
    public Presence Battery = Presence.Unknown;

    /// <summary>At least one value that is not stale allows a conclusion about external power: a flag, a status, a current, a charge or a voltage.</summary>
    public bool HasInputEvidence;

    /// <summary>Device time of the newest believed value; -1 when there is none.</summary>
    public long NewestMs = -1;

    public FusedReading()
    {
    }
}
