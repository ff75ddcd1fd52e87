using System.Text.Json.Serialization;

namespace EdgeAgent.Cli;

/// <summary>What <c>edgeagent config check</c> found.</summary>
/// <param name="Sources">What was read, later ones over earlier ones.</param>
/// <param name="Unreadable">Files that are there and cannot be used, with line and column of broken JSON.</param>
/// <param name="Faults">Values that are not allowed.</param>
/// <param name="Unknown">Keys that no option reads.</param>
/// <param name="Explained">The keys that were asked for.</param>
internal sealed record ConfigReport(
    IReadOnlyList<string> Sources,
    IReadOnlyList<string> Unreadable,
    IReadOnlyList<ConfigFaultPart> Faults,
    IReadOnlyList<UnknownKeyPart> Unknown,
    IReadOnlyList<ConfigKeyPart> Explained)
{
    [JsonPropertyName("ok")]
    public bool IsGood => Unreadable.Count == 0 && Faults.Count == 0;
}

/// <param name="SetBy">The file, <c>environment</c> or <c>command line</c>; null when the default is at fault.</param>
internal sealed record ConfigFaultPart(string Key, string Value, string Allowed, string? SetBy);

internal sealed record UnknownKeyPart(string Key, string? Likely, string? SetBy);

/// <param name="Value">What is set; null when nothing is, and the default holds.</param>
internal sealed record ConfigKeyPart(string Key, string Meaning, string Allowed, string Default, string? Value, string? SetBy);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(ConfigReport))]
internal sealed partial class ConfigReportJson : JsonSerializerContext;
