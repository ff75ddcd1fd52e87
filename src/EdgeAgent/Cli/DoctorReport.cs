using System.Text.Json.Serialization;

namespace EdgeAgent.Cli;

/// <summary>All that <c>edgeagent doctor</c> found.</summary>
/// <param name="Board">The preset that fits what is there; null when nothing was found.</param>
/// <param name="Alternatives">Presets that fit as well.</param>
/// <param name="Configuration">To paste into the configuration file; null when nothing was found.</param>
public sealed record DoctorReport(IReadOnlyList<DoctorCheck> Checks, string? Board, IReadOnlyList<string> Alternatives, string? Configuration)
{
    [JsonPropertyName("ok")]
    public bool IsHealthy => Checks.All(c => c.Level != DoctorLevel.Fail);
}
