using System.Text.Json;

namespace EdgeAgent.Cli;

/// <summary>Fields of a device's answer, which may be of another version: what is absent is a fallback, never an exception.</summary>
internal static class JsonText
{
    public static JsonElement.ArrayEnumerator List(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    /// <summary>A text as it is, anything else as JSON.</summary>
    public static string Of(JsonElement element, string name, string fallback = "")
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value)) return fallback;
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
    }

    /// <summary>Null when it is absent or no number.</summary>
    public static double? Number(JsonElement element, string name) =>
        Part(element, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out double number) ? number : null;

    public static JsonElement Part(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var part) ? part : default;
}
