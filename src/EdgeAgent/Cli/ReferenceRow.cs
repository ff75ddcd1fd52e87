namespace EdgeAgent.Cli;

/// <summary>A row of the reference of configuration keys.</summary>
/// <param name="Key">The key without <c>EdgeAgent:</c>; <c>N</c> stands for an index in a list or for a name.</param>
internal sealed record ReferenceRow(string Key, string Default, string Allowed, string Meaning);
