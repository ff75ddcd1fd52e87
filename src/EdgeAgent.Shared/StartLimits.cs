namespace EdgeAgent.Shared;

/// <summary>State of charge from which each class starts, percent; contract section 5.</summary>
public sealed class StartLimits
{
    /// <summary>Class <c>charging_only</c>, when powered.</summary>
    public double ChargingOnlyPct { get; set; } = 80;

    /// <summary>… and from here when the window will end before that is reached.</summary>
    public double ShortWindowPct { get; set; } = 30;

    /// <summary>On battery, <c>background</c> starts above this, <c>normal</c> above <see cref="NormalPct"/>; both idle above <see cref="IdlePct"/>.</summary>
    public double BackgroundPct { get; set; } = 50;

    public double NormalPct { get; set; } = 70;

    /// <summary>On battery, nothing that is not critical starts at or below this; no relaxation goes below it.</summary>
    public double IdlePct { get; set; } = 30;
}
