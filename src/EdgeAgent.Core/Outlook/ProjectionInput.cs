using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Outlook;

/// <summary>What a <see cref="Projection"/> and a plan start from.</summary>
public sealed record ProjectionInput
{
    public required Timestamp Now { get; init; }
    public PowerState Power { get; init; } = PowerState.Unknown;

    /// <summary>The mode that the charge gives now, by <see cref="OperatingModes.Next"/>, hysteresis included.</summary>
    public OperatingMode Mode { get; init; } = OperatingMode.Minimal;

    /// <summary>Null, or one of too little confidence: the present state of the power goes on.</summary>
    public ChargeForecast? Forecast { get; init; }

    public ModeSettings Modes { get; init; } = new();
    public ProjectionSettings Settings { get; init; } = ProjectionSettings.Default;
}
