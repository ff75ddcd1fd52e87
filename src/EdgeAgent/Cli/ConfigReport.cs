using System.Text.Json.Serialization;

namespace EdgeAgent.Cli;

/// <summary>Result of <c>edgeagent config check</c>.</summary>
/// <param name="Sources">The sources that were read; later ones override earlier ones.</param>
/// <param name="Unreadable">Existing files that cannot be used, with line and column of invalid JSON.</param>
/// <param name="Faults">Values that are not allowed.</param>
/// <param name="Unknown">Keys that no option reads.</param>
/// <param name="Explained">The keys of <c>--explain</c>.</param>
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
