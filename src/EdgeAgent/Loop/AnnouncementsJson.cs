using System.Text.Json.Serialization;
using EdgeAgent.Core.Forecast;

namespace EdgeAgent.Loop;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AnnouncedPart[]))]
internal sealed partial class AnnouncementsJson : JsonSerializerContext;
