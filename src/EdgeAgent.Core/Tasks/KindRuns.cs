namespace EdgeAgent.Core.Tasks;

/// <summary>The last runs of a kind, oldest first.</summary>
/// <param name="Seconds">Durations, s.</param>
/// <param name="Watts">Mean power above idle of each run whose energy was measured, W.</param>
public sealed record KindRuns(string Kind, IReadOnlyList<double> Seconds, IReadOnlyList<double> Watts);
