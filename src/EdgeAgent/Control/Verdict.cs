using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EdgeAgent.Control;

/// <summary>Result of a verb: data, an error, or neither for success without data.</summary>
internal readonly record struct Verdict(JsonElement? Data, string? Error)
{
    public static Verdict Fail(string error) => new(null, error);

    public static Verdict Of<T>(T value, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToElement(value, type), null);
}
