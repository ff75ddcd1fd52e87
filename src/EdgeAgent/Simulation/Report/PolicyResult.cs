namespace EdgeAgent.Simulation;

/// <summary>What one policy reached on a trace.</summary>
/// <param name="Kind">Class of its marks and rows in the page.</param>
internal readonly record struct PolicyResult(string Kind, string Label, SimulationResult Result);
