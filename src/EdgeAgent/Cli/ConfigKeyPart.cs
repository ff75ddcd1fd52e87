namespace EdgeAgent.Cli;

/// <param name="Value">The set value; null when the default applies.</param>
internal sealed record ConfigKeyPart(string Key, string Meaning, string Allowed, string Default, string? Value, string? SetBy);
