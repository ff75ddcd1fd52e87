namespace EdgeAgent.Options;

/// <summary>A key that the program reads, for the reference and for <c>config check --explain</c>.</summary>
/// <param name="Key">The full path, such as <c>EdgeAgent:Mqtt:Port</c>.</param>
/// <param name="Default">The default as it would be written; empty when absence has its own meaning.</param>
/// <param name="Allowed">Form and range, for people.</param>
public sealed record ConfigKey(string Key, string Default, string Allowed);
