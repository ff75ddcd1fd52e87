namespace EdgeAgent.Simulation;

/// <summary>Forecast quality at one lead, over every 15 min slot of a trace whose outcome is known; contract section 6.</summary>
public readonly record struct ForecastScore(int LeadH, double Brier, double ClimatologyBrier, double Skill, double Ece, int Count)
{
    /// <summary>The ten equal bins behind <see cref="Ece"/>.</summary>
    public IReadOnlyList<CalibrationBin> Bins { get; init; } = [];
}

/// <summary>How often something near a probability was said, what was said on average, and how often it came true.</summary>
public readonly record struct CalibrationBin(int Count, double MeanP, double Rate);

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
