using System.Text.Json.Serialization;

namespace EdgeAgent.Loop;

[JsonSerializable(typeof(StoredHolds))]
internal sealed partial class HoldsJson : JsonSerializerContext;
