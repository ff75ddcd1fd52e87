using System.Text.Json.Serialization;

namespace EdgeAgent.Storage;

[JsonSerializable(typeof(Counters))]
internal sealed partial class CountersJson : JsonSerializerContext;
