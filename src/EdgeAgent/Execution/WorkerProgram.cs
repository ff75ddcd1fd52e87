namespace EdgeAgent.Execution;

/// <summary>A program to start: never a shell line.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Arguments">Without the program's own name.</param>
internal sealed record WorkerProgram(string Path, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, string Directory);
