using System.Text.Json.Serialization;

namespace EdgeAgent.Cli;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(ConfigReport))]
internal sealed partial class ConfigReportJson : JsonSerializerContext;
