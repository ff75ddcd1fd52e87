namespace EdgeAgent.Shared;

/// <summary>State of charge at which each class starts, percent (contract, section 5).</summary>
public sealed class StartLimits
{
    /// <summary>Class <c>charging_only</c> starts at or above this when powered.</summary>
    public double ChargingOnlyPct { get; set; } = 80;

    /// <summary>It starts at or above this when the charging window is forecast to end before <see cref="ChargingOnlyPct"/> is reached.</summary>
    public double ShortWindowPct { get; set; } = 30;

    /// <summary>On battery, <c>background</c> starts above this; on an idle device above <see cref="IdlePct"/>.</summary>
    public double BackgroundPct { get; set; } = 50;

    /// <summary>On battery, <c>normal</c> starts above this; on an idle device above <see cref="IdlePct"/>.</summary>
    public double NormalPct { get; set; } = 70;

    /// <summary>On battery, only class <c>critical</c> starts at or below this; a relaxed constraint does not change it.</summary>
    public double IdlePct { get; set; } = 30;
}
