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
