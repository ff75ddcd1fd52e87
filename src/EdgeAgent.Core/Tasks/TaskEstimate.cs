namespace EdgeAgent.Core.Tasks;

public sealed record TaskEstimate(TimeSpan? Duration, double? EnergyMwh);
