using EdgeAgent.Core.Power;

namespace EdgeAgent.Core.Outlook;

/// <summary>Configured numbers of the projection.</summary>
public sealed record ProjectionSettings
{
    public static ProjectionSettings Default { get; } = new();

    /// <summary>Charge at which the board switches off, percent, 0 to 50; 0: when the pack is empty.</summary>
    public double ShutdownPct { get; init; }

    /// <summary>Settle time: external power counts as powered after it.</summary>
    public TimeSpan PowerSettle { get; init; } = new EstimatorSettings().PowerSettle;
}
