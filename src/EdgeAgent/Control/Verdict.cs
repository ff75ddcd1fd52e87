using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EdgeAgent.Control;

/// <summary>What a verb came to: data, or an error, or neither of them for a plain yes.</summary>
internal readonly record struct Verdict(JsonElement? Data, string? Error)
{
    public static Verdict Fail(string error) => new(null, error);

    public static Verdict Of<T>(T value, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToElement(value, type), null);
}
