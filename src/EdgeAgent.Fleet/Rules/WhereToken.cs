namespace EdgeAgent.Fleet.Rules;

/// <param name="Position">Position of its first character, from 1.</param>
/// <param name="IsQuoted">It was quoted, so it can only be a value.</param>
internal readonly record struct WhereToken(string Text, int Position, bool IsQuoted);
