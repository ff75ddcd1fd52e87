

namespace EdgeAgent.Contract;

/// <summary>Retained on <c>state</c>.</summary>
public sealed record StateDocument : DeviceDocument
{
    public required PowerPart Power { get; init; }
    public required SystemPart System { get; init; }
    public IReadOnlyList<SensorPart> Sensors { get; init; } = [];
    public ForecastPart? Forecast { get; init; }
    public required QueuePart Queue { get; init; }
    /// <summary>The mode in force: the one by charge, or the operator's limit when that is lower.</summary>
    public required OperatingMode Mode { get; init; }

    /// <summary>Highest mode that an operator allows, or <c>auto</c>.</summary>
    public required string Limit { get; init; }

    public required LimitsPart Limits { get; init; }
    public required CountersPart Counters { get; init; }
    public IReadOnlyList<string> Alerts { get; init; } = [];
    public IReadOnlyList<string> Recommendations { get; init; } = [];

    /// <summary>A user holds the whole device.</summary>
    public bool Held { get; init; }

    public double? IntervalS { get; init; }

    /// <summary>Keep-alive in force with the broker, s.</summary>
    public double? KeepAliveS { get; init; }
}
