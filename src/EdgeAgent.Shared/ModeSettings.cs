namespace EdgeAgent.Shared;

/// <summary>Thresholds of the ladder, state of charge in percent; contract section 5.</summary>
public sealed class ModeSettings
{
    public double FullPct { get; set; } = 80;
    public double ReducedPct { get; set; } = 50;
    public double MinimalPct { get; set; } = 30;

    /// <summary>From <see cref="MinimalPct"/> down to here nothing non-critical is started; below, running work is suspended.</summary>
    public double CriticalPct { get; set; } = 20;

    /// <summary>External power that charges, holds or has filled the pack gives mode full from here up.</summary>
    public double ExternalFullPct { get; set; } = 20;

    /// <summary>What the charge must exceed a threshold by to climb back over it, points; keeps noise from toggling work.</summary>
    public double HysteresisPct { get; set; } = 1;
}
