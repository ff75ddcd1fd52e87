using EdgeAgent.Core.Power;

namespace EdgeAgent.Core.Outlook;

/// <summary>Configured numbers of the projection.</summary>
public sealed record ProjectionSettings
{
    public static ProjectionSettings Default { get; } = new();

    /// <summary>Charge at which the board switches off, percent, 0 to 50; 0: what the pack can give is used up.</summary>
    public double ShutdownPct { get; init; }

    /// <summary>External power counts as powered after this.</summary>
    public TimeSpan PowerSettle { get; init; } = new EstimatorSettings().PowerSettle;
}
