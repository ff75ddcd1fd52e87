using System.Text.Json.Serialization;
using EdgeAgent.Fleet.Rules;

namespace EdgeAgent.Fleet.Store;

/// <summary>The stored form of the rules' values.</summary>
[JsonSerializable(typeof(StoredDevice))]
[JsonSerializable(typeof(StoredItem))]
[JsonSerializable(typeof(Campaign))]
[JsonSerializable(typeof(Target))]
[JsonSerializable(typeof(Pool))]
[JsonSerializable(typeof(Candidate))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
internal sealed partial class FleetJson : JsonSerializerContext;
