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
