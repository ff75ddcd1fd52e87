using EdgeAgent.Core.Power;

namespace EdgeAgent.Sensors;

/// <summary>Settings of <see cref="SensorHub"/>.</summary>
public sealed record SensorHubSettings
{
    public SamplingSettings Sampling { get; init; } = new();
    public ModeSettings Modes { get; init; } = new();

    /// <summary>A sensor whose last answer is older than this is stale.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A GPIO edge or a uevent wakes the hub when external power comes or goes, so it may sleep longer.</summary>
    public bool HasPowerInterrupt { get; init; }

    public TimeSpan UndervoltageHold { get; init; } = new EstimatorSettings().UndervoltageHold;
}
