namespace EdgeAgent.Shared;

/// <summary>Origin of the power values; contract word of <c>power.quality</c>.</summary>
public enum PowerQuality
{
    /// <summary>There has been no plausible reading for too long. The values are the last good ones and are not used for decisions.</summary>
    Stale,

    /// <summary>Derived from voltage or counted charge, not reported by a gauge.</summary>
    Estimated,

    /// <summary>Reported by hardware and plausible.</summary>
    Measured,
}
