namespace EdgeAgent.Cli;

/// <summary>A row of the reference of keys.</summary>
/// <param name="Key">Without the leading <c>EdgeAgent:</c>; <c>N</c> stands for a position in a list, or a name.</param>
internal sealed record ReferenceRow(string Key, string Default, string Allowed, string Meaning);
