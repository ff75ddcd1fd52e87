namespace EdgeAgent.Simulation;

/// <summary>Forecast quality at one lead, over every 15 min slot of a trace whose outcome is known; contract section 6.</summary>
public readonly record struct ForecastScore(int LeadH, double Brier, double ClimatologyBrier, double Skill, double Ece, int Count)
{
    /// <summary>The ten equal bins behind <see cref="Ece"/>.</summary>
    public IReadOnlyList<CalibrationBin> Bins { get; init; } = [];
}
