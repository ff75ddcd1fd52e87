using System.Text.Json;

namespace EdgeAgent.Cli;

/// <summary>Fields of a device's answer, which may be of another version: what is absent is a fallback, never an exception.</summary>
internal static class JsonText
{
    public static JsonElement.ArrayEnumerator List(JsonElement element, string name)
    {
        if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array)
        {
            return list.EnumerateArray();
        }

        return default;
    }

    /// <summary>A text as it is, anything else as JSON.</summary>
    public static string Of(JsonElement element, string name, string fallback = "")
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value)) return fallback;
        if (value.ValueKind == JsonValueKind.String) return value.GetString()!;
        return value.GetRawText();
    }

    /// <summary>Null when it is absent or no number.</summary>
    public static double? Number(JsonElement element, string name)
    {
        if (Part(element, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out double number)) return number;
        return null;
    }

    public static JsonElement Part(JsonElement element, string name)
    {
        if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var part)) return part;
        return default;
    }
}
