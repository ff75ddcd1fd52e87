namespace EdgeAgent.Cli;

internal sealed record UnknownKeyPart(string Key, string? Likely, string? SetBy);
