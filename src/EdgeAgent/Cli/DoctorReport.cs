using System.Text.Json.Serialization;

namespace EdgeAgent.Cli;

/// <summary>Result of <c>edgeagent doctor</c>.</summary>
/// <param name="Board">The preset that fits the hardware; null when none was found.</param>
/// <param name="Alternatives">Presets that fit as well.</param>
/// <param name="Configuration">Text for the configuration file; null when no board was found.</param>
public sealed record DoctorReport(IReadOnlyList<DoctorCheck> Checks, string? Board, IReadOnlyList<string> Alternatives, string? Configuration)
{
    [JsonPropertyName("ok")]
    public bool IsHealthy => Checks.All(c => c.Level != DoctorLevel.Fail);
}
