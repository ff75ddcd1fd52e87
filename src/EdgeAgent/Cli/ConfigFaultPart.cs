namespace EdgeAgent.Cli;

/// <param name="SetBy">The file, <c>environment</c> or <c>command line</c>; null when the default is at fault.</param>
internal sealed record ConfigFaultPart(string Key, string Value, string Allowed, string? SetBy);
