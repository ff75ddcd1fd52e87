namespace EdgeAgent.Core.Forecast;

/// <summary>Rolling scores (half-life 14 days) of the forecasts of one lead; skill is relative to the running mean.</summary>
/// <param name="IsClimatology">The lead has no skill: the weekly profile is published instead.</param>
public readonly record struct LeadQuality(int LeadHours, double Brier, double Skill, double CalibrationError, bool IsClimatology);
