namespace EdgeAgent.Core.Forecast;

/// <summary>An expected window of charging (medians); one that has begun starts in the past.</summary>
/// <param name="End">Null when it is not expected to end within the forecast.</param>
public readonly record struct ChargeWindow(DateTimeOffset Start, DateTimeOffset? End);
