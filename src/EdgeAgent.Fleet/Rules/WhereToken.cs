namespace EdgeAgent.Fleet.Rules;

/// <param name="Position">From 1.</param>
/// <param name="IsQuoted">Can be a value only.</param>
internal readonly record struct WhereToken(string Text, int Position, bool IsQuoted);
