namespace EdgeAgent.Cli;

/// <param name="SetBy">Source of the value: the file, <c>environment</c> or <c>command line</c>; null when the default is wrong.</param>
internal sealed record ConfigFaultPart(string Key, string Value, string Allowed, string? SetBy);
