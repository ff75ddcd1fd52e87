using System.Text.Json.Serialization;

namespace EdgeAgent.Cli;

/// <summary>Outcome of one check of <c>edgeagent doctor</c>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DoctorLevel>))]
public enum DoctorLevel
{
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>The agent runs, but something is less than it could be.</summary>
    [JsonStringEnumMemberName("warn")]
    Warn,

    /// <summary>Something that the configuration asks for will not work.</summary>
    [JsonStringEnumMemberName("fail")]
    Fail,
}

/// <summary>One line of <c>edgeagent doctor</c>.</summary>
/// <param name="Check">What was looked at: <c>bus</c>, <c>chip</c>, <c>gpio</c>, <c>supply</c>, <c>clock</c>, <c>sleep</c>, <c>disk</c>, <c>sqlite</c>, <c>broker</c>, <c>config</c>.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Remedy">What to do; null when there is nothing to do.</param>
public sealed record DoctorCheck(string Check, DoctorLevel Level, string Detail, string? Remedy = null)
{
    internal static DoctorCheck Ok(string check, string detail) => new(check, DoctorLevel.Ok, detail);

    internal static DoctorCheck Warn(string check, string detail, string remedy) => new(check, DoctorLevel.Warn, detail, remedy);

    internal static DoctorCheck Fail(string check, string detail, string remedy) => new(check, DoctorLevel.Fail, detail, remedy);

    /// <summary>A sensor's or bus's message: cause and remedy stand in one sentence, parted by the first semicolon.</summary>
    internal static DoctorCheck FromFault(string check, DoctorLevel level, string fault)
    {
        int semicolon = fault.IndexOf("; ", StringComparison.Ordinal);
        return semicolon < 0 ? new(check, level, fault, "see the message") : new(check, level, fault[..semicolon], fault[(semicolon + 2)..]);
    }
}

/// <summary>All that <c>edgeagent doctor</c> found.</summary>
/// <param name="Board">The preset that fits what is there; null when nothing was found.</param>
/// <param name="Alternatives">Presets that fit as well.</param>
/// <param name="Configuration">To paste into the configuration file; null when nothing was found.</param>
public sealed record DoctorReport(IReadOnlyList<DoctorCheck> Checks, string? Board, IReadOnlyList<string> Alternatives, string? Configuration)
{
    [JsonPropertyName("ok")]
    public bool IsHealthy => Checks.All(c => c.Level != DoctorLevel.Fail);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(DoctorReport))]
internal sealed partial class DoctorJson : JsonSerializerContext;
