using System.Text.Json.Serialization;

namespace EdgeAgent.Cli;

/// <summary>Outcome of one check of <c>edgeagent doctor</c>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DoctorLevel>))]
public enum DoctorLevel
{
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>The agent runs, but with restrictions.</summary>
    [JsonStringEnumMemberName("warn")]
    Warn,

    /// <summary>Something that the configuration requires does not work.</summary>
    [JsonStringEnumMemberName("fail")]
    Fail,
}
