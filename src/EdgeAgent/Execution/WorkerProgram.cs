namespace EdgeAgent.Execution;

/// <summary>A program to start, without a shell.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Arguments">Arguments without the program's name.</param>
/// <param name="Directory">Working directory.</param>
internal sealed record WorkerProgram(string Path, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, string Directory);
