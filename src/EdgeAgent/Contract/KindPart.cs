namespace EdgeAgent.Contract;

/// <summary>Median and ninth decile of a kind's duration, median of its energy above idle.</summary>
public sealed record KindPart(string Kind, double MedianS, double P90S, double EnergyMwh);
