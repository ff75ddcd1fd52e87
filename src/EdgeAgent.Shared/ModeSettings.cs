namespace EdgeAgent.Shared;

/// <summary>Thresholds of the operating modes, state of charge in percent (contract, section 5).</summary>
public sealed class ModeSettings
{
    public double FullPct { get; set; } = 80;
    public double ReducedPct { get; set; } = 50;
    public double MinimalPct { get; set; } = 30;

    /// <summary>Below <see cref="MinimalPct"/> only critical tasks start; below this threshold, running non-critical tasks are paused.</summary>
    public double CriticalPct { get; set; } = 20;

    /// <summary>At or above this, external power gives mode full as long as the pack does not discharge.</summary>
    public double ExternalFullPct { get; set; } = 20;

    /// <summary>Percentage points above a threshold from which the mode rises again; prevents noise from switching the mode.</summary>
    public double HysteresisPct { get; set; } = 1;
}
