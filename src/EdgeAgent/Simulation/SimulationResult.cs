namespace EdgeAgent.Simulation;

/// <summary>One trace played with one policy.</summary>
public sealed record SimulationResult
{
    public required Trace Trace { get; init; }
    public required string Policy { get; init; }
    public required SimulatedTask[] Tasks { get; init; }
    public required Score Score { get; init; }

    /// <summary>What the plan minimises on this site.</summary>
    public Objective Objective { get; init; }
    public IReadOnlyList<ForecastScore> Forecast { get; init; } = [];

    /// <summary>What was forecast 6 h ahead: time of the forecast (s since 1970 UTC) and probability.</summary>
    public IReadOnlyList<(long TimeS, double P6)> SixHoursAhead { get; init; } = [];
}
