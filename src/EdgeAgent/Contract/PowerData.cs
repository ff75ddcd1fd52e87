using EdgeAgent.Core.Forecast;

namespace EdgeAgent.Contract;

/// <summary><c>data</c> of <c>power</c>.</summary>
public sealed record PowerData
{
    public required PowerPart Power { get; init; }
    public required SystemPart System { get; init; }
    public ForecastPart? Forecast { get; init; }
    public required OperatingMode Mode { get; init; }
    public required string Limit { get; init; }
    public required LimitsPart Limits { get; init; }
    public IReadOnlyList<SensorPart> Sensors { get; init; } = [];

    /// <summary>Announced hours with and without power; the forecast takes them into account.</summary>
    public IReadOnlyList<AnnouncedPart>? Announced { get; init; }
}
