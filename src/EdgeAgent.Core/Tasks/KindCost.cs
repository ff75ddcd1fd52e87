namespace EdgeAgent.Core.Tasks;

/// <summary>What a kind costs per run.</summary>
public sealed record KindCost(string Kind, TimeSpan Median, TimeSpan P90, double EnergyMwh);
