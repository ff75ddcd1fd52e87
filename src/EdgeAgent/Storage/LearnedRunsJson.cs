using System.Buffers;
using System.Text.Json;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Storage;

/// <summary>Stored form of <see cref="LearnedRuns"/>: for each kind its last durations <c>s</c> in seconds and powers <c>w</c> in watts.</summary>
internal static class LearnedRunsJson
{
    public static byte[] Write(LearnedRuns learned)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var kind in learned.ToList())
            {
                json.WriteStartObject(kind.Kind);
                Write(json, "s", kind.Seconds);
                Write(json, "w", kind.Watts);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="Write(LearnedRuns)"/> wrote. Other bytes give an empty result, because the data can be learned again.</summary>
    public static LearnedRuns Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8.ToArray());
            return LearnedRuns.From(document.RootElement.EnumerateObject().Select(Kind));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return new LearnedRuns();
        }
    }

    private static KindRuns Kind(JsonProperty property) => new(property.Name, Numbers(property.Value, "s"), Numbers(property.Value, "w"));

    private static double[] Numbers(JsonElement kind, string name) => [.. kind.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<double> values)
    {
        json.WriteStartArray(name);
        foreach (double value in values) json.WriteNumberValue(Math.Round(value, 4));
        json.WriteEndArray();
    }
}
