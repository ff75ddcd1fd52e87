namespace EdgeAgent.Cli;

/// <param name="Value">What is set; null when nothing is, and the default holds.</param>
internal sealed record ConfigKeyPart(string Key, string Meaning, string Allowed, string Default, string? Value, string? SetBy);
