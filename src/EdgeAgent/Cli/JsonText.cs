using System.Text.Json;

namespace EdgeAgent.Cli;

/// <summary>Reads fields of a device's answer. The device may have another version, so an absent field gives a fallback and not an exception.</summary>
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

    /// <summary>A string field as its text, any other field as JSON.</summary>
    public static string Of(JsonElement element, string name, string fallback = "")
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value)) return fallback;
        if (value.ValueKind == JsonValueKind.String) return value.GetString()!;
        return value.GetRawText();
    }

    /// <summary>A number field; null when it is absent or not a number.</summary>
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
