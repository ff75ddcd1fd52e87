namespace EdgeAgent.Options;

/// <summary>A key that the program reads: what the reference and <c>config check --explain</c> say of it.</summary>
/// <param name="Key">The whole path, such as <c>EdgeAgent:Mqtt:Port</c>.</param>
/// <param name="Default">The value without the key, as it would be written; empty when absence has a meaning of its own.</param>
/// <param name="Allowed">Form and range, for people.</param>
public sealed record ConfigKey(string Key, string Default, string Allowed);
