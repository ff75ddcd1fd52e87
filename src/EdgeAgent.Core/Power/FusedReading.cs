namespace EdgeAgent.Core.Power;

/// <summary>What all sources together say at one moment. NaN and Unknown mean that no source knows.</summary>
internal struct FusedReading
{
    public double VoltageV = double.NaN;
    public double CurrentA = double.NaN;
    public double LoadW = double.NaN;
    public double HarvestW = double.NaN;
    public double TemperatureC = double.NaN;
    public double FullCapacityMah = double.NaN;
    public double RatedCapacityMah = double.NaN;

    /// <summary>Measured in this very update; older values are shown, but neither counted nor learned from.</summary>
    public double FreshVoltageV = double.NaN;

    /// <inheritdoc cref="FreshVoltageV"/>
    public double FreshCurrentA = double.NaN;

    /// <summary>State of charge by a gauge in this update, percent.</summary>
    public double FreshGaugePct = double.NaN;

    public ChargeStatus Status = ChargeStatus.Unknown;
    public Presence ExternalPower = Presence.Unknown;
    public Presence Battery = Presence.Unknown;

    /// <summary>Something reports about the input: a flag, a status or a current that is not stale.</summary>
    public bool HasInputEvidence;

    /// <summary>Device time of the newest believed value; -1 when there is none.</summary>
    public long NewestMs = -1;

    public FusedReading()
    {
    }
}
