namespace EdgeAgent.Shared;

/// <summary>How the numbers of a reading came about; contract word of <c>power.quality</c>.</summary>
public enum PowerQuality
{
    /// <summary>No believable reading for too long. Numbers are the last good ones and decide nothing.</summary>
    Stale,

    /// <summary>Derived (open-circuit voltage, coulomb count) rather than reported by a gauge.</summary>
    Estimated,

    /// <summary>Reported by hardware and plausible.</summary>
    Measured,
}
