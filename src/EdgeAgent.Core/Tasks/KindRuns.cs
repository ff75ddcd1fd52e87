namespace EdgeAgent.Core.Tasks;

/// <summary>The last runs of a kind, oldest first.</summary>
/// <param name="Seconds">Durations, s.</param>
/// <param name="Watts">Powers above idle of those that were measured, W.</param>
public sealed record KindRuns(string Kind, IReadOnlyList<double> Seconds, IReadOnlyList<double> Watts);
