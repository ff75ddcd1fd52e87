namespace EdgeAgent.Core.Power;

/// <summary>When the estimator believes a value; the defaults fit the boards described in <c>hardware/</c>.</summary>
public sealed record EstimatorSettings
{
    /// <summary>Time for which external power must be present without a break to count as powered. Contract section 5: 2 minutes.</summary>
    public TimeSpan PowerSettle { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>A value older than this is stale and is not used for decisions.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Number of consecutive samples that must agree before a low charge or an implausible jump is believed.</summary>
    public int ConsistentSamples { get; init; } = 3;

    /// <summary>Below this state of charge, percent, a value may stop or suspend work, so it needs <see cref="ConsistentSamples"/>.</summary>
    public double LowSocPct { get; init; } = 30;

    /// <summary>At or above this state of charge, percent, on external power and with almost no current, the pack counts as full.</summary>
    public double FullSocPct { get; init; } = 97;

    /// <summary>Time for which an undervoltage report stays valid; the supply drops for milliseconds and the flag flickers.</summary>
    public TimeSpan UndervoltageHold { get; init; } = TimeSpan.FromSeconds(30);
}
