namespace EdgeAgent.Core.Forecast;

/// <summary>A time of charging as it is expected (medians); one that has begun starts in the past.</summary>
/// <param name="End">Null when it is not expected to end within the forecast.</param>
public readonly record struct ChargeWindow(DateTimeOffset Start, DateTimeOffset? End);
