namespace EdgeAgent.Core.Tasks;

/// <summary>Learned cost of one run of a kind: median and 90th percentile of the duration, energy above idle in mWh.</summary>
public sealed record KindCost(string Kind, TimeSpan Median, TimeSpan P90, double EnergyMwh);
