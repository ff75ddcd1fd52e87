using System.Text.Json.Serialization;

namespace EdgeAgent.Loop;

[JsonSerializable(typeof(Dictionary<string, int>))]
internal sealed partial class QuotaJson : JsonSerializerContext;
