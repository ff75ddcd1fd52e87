using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Outlook;

/// <summary>What a <see cref="Projection"/> starts from.</summary>
public sealed record ProjectionInput
{
    public required Timestamp Now { get; init; }
    public required PowerState Power { get; init; }

    /// <summary>The mode that the charge gives now.</summary>
    public required OperatingMode Mode { get; init; }

    /// <summary>Null, or one of too little confidence: the present state of the power goes on.</summary>
    public ChargeForecast? Forecast { get; init; }

    public ModeSettings Modes { get; init; } = new();
    public ProjectionSettings Settings { get; init; } = ProjectionSettings.Default;
}
