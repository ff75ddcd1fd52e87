namespace EdgeAgent.Core.Forecast;

/// <summary>Rolling scores (half-life 14 days) of the forecasts of one lead; skill is against the running mean.</summary>
/// <param name="IsClimatology">Without skill: the weekly profile is served instead.</param>
public readonly record struct LeadQuality(int LeadHours, double Brier, double Skill, double CalibrationError, bool IsClimatology);
