namespace EdgeAgent.Execution;

/// <summary>A program that tasks may run.</summary>
/// <param name="Name">What a document calls it.</param>
/// <param name="Path">Absolute.</param>
/// <param name="Arguments">Come before those of the document.</param>
/// <param name="TakesArguments">Whether a document may add arguments.</param>
/// <param name="Environment">Set for every run.</param>
/// <param name="AllowedEnvironment">The variables that a document may set; no others.</param>
/// <param name="ExitCodes">Categories beyond the general table.</param>
public sealed record AllowedCommand(
    string Name,
    string Path,
    IReadOnlyList<string> Arguments,
    bool TakesArguments,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlySet<string> AllowedEnvironment,
    IReadOnlyDictionary<int, ErrorCategory> ExitCodes);
