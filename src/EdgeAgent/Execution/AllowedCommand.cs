namespace EdgeAgent.Execution;

/// <summary>A program of the allow-list.</summary>
/// <param name="Name">Name by which a document refers to the program.</param>
/// <param name="Path">Absolute path of the program.</param>
/// <param name="Arguments">Arguments that precede those of the document.</param>
/// <param name="TakesArguments">Whether a document may add arguments.</param>
/// <param name="Environment">Environment variables of every run.</param>
/// <param name="AllowedEnvironment">The only environment variables that a document may set.</param>
/// <param name="ExitCodes">Error categories by exit code; they override <see cref="Execution.ExitCodes"/>.</param>
public sealed record AllowedCommand(
    string Name,
    string Path,
    IReadOnlyList<string> Arguments,
    bool TakesArguments,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlySet<string> AllowedEnvironment,
    IReadOnlyDictionary<int, ErrorCategory> ExitCodes);
