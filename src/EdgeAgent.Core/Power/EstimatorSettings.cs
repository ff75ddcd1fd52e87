namespace EdgeAgent.Core.Power;

/// <summary>Limits of belief; the defaults hold for the boards described in <c>hardware/</c>.</summary>
public sealed record EstimatorSettings
{
    /// <summary>External power must be there this long, without a break, to count as powered. Contract section 5: 2 minutes.</summary>
    public TimeSpan PowerSettle { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>A value older than this is stale and decides nothing.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Samples in a row that must agree before a low charge, or a jump that looked impossible, is believed.</summary>
    public int ConsistentSamples { get; init; } = 3;

    /// <summary>Below this state of charge a value may stop or suspend work, so it needs <see cref="ConsistentSamples"/>.</summary>
    public double LowSocPct { get; init; } = 30;

    /// <summary>At or above this, on external power and with hardly any current, the pack counts as full.</summary>
    public double FullSocPct { get; init; } = 97;

    /// <summary>An undervoltage report is held this long: the supply sags for milliseconds, the flag comes and goes.</summary>
    public TimeSpan UndervoltageHold { get; init; } = TimeSpan.FromSeconds(30);
}
