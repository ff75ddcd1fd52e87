namespace EdgeAgent.Core.Forecast;

/// <summary>One sample of what the forecaster learns from. Null or NaN = not known.</summary>
/// <param name="UtcMin">Minutes since 1970 UTC, by a trusted clock.</param>
/// <param name="HarvestW">Power that panel or charger gives, W.</param>
/// <param name="SocPct">State of charge, percent.</param>
/// <param name="EndsSleep">The device slept, as announced, since the sample before: the time between is not a gap.</param>
public readonly record struct ChargeSample(
    long UtcMin, bool? IsCharging, double HarvestW = double.NaN, bool? IsIdle = null, double SocPct = double.NaN, bool EndsSleep = false);
