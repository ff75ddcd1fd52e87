using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Outlook;

/// <summary>The facts that a <see cref="Projection"/> and a plan start from.</summary>
public sealed record ProjectionInput
{
    public required Timestamp Now { get; init; }
    public PowerState Power { get; init; } = PowerState.Unknown;

    /// <summary>The mode that the charge gives now, by <see cref="OperatingModes.Next"/>, hysteresis included.</summary>
    public OperatingMode Mode { get; init; } = OperatingMode.Minimal;

    /// <summary>When it is null or has too little confidence, the present state of the power is assumed to last.</summary>
    public ChargeForecast? Forecast { get; init; }

    public ModeSettings Modes { get; init; } = new();
    public ProjectionSettings Settings { get; init; } = ProjectionSettings.Default;
}
