using System.Text.Json;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Contract;

/// <summary>
/// Reads a document's <c>args</c>. The first wrong field is kept in <see cref="Error"/>; reading goes on with defaults,
/// so that a handler reads all fields in a row and asks once.
/// </summary>
internal sealed class TaskArgs
{
    private readonly JsonElement _root;

    public TaskArgs(string? json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(string.IsNullOrWhiteSpace(json) ? "{}" : json);
            _root = document.RootElement.Clone();
            if (_root.ValueKind != JsonValueKind.Object) Error = $"args: must be an object, not {Kind(_root)}";
        }
        catch (JsonException)
        {
            Error = "args: must be a JSON object";
        }
    }

    /// <summary>Null while everything read so far is good.</summary>
    public string? Error { get; private set; }

    public void Fail(string field, string what) => Error ??= $"args.{field}: {what}";

    public bool Has(string field) => Get(field) is not null;

    public string? Text(string field, bool required = false, int maxLength = 4096)
    {
        if (Get(field) is not { } value)
        {
            if (required) Fail(field, "is required");
            return null;
        }

        if (value.ValueKind != JsonValueKind.String) Fail(field, $"must be a string, not {Kind(value)}");
        else if (value.GetString() is { } text && text.Length <= maxLength && !text.Contains('\0')) return text;
        else Fail(field, $"must be at most {maxLength} characters and hold no NUL");
        return null;
    }

    public double Number(string field, double fallback, double min, double max, string unit = "")
    {
        if (Get(field) is not { } value) return fallback;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= min && number <= max) return number;
        Fail(field, FormattableString.Invariant($"must be a number from {min} to {max}{(unit.Length > 0 ? " " + unit : "")}, not {value.GetRawText()}"));
        return fallback;
    }

    public bool Flag(string field, bool fallback = false)
    {
        if (Get(field) is not { } value) return fallback;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Fail(field, $"must be true or false, not {Kind(value)}");
        return fallback;
    }

    public T? Word<T>(string field) where T : struct, Enum
    {
        if (Get(field) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.String && WireNames.TryParse(value.GetString(), out T word)) return word;
        Fail(field, $"must be one of {WireNames.AllLower<T>()}, not {value.GetRawText()}");
        return null;
    }

    public IReadOnlyList<string> TextList(string field, int maxItems = 256)
    {
        if (Get(field) is not { } value) return [];
        if (value.ValueKind != JsonValueKind.Array)
        {
            Fail(field, $"must be a list of strings, not {Kind(value)}");
            return [];
        }

        var list = new List<string>();
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String && !item.GetString()!.Contains('\0')) list.Add(item.GetString()!);
            else Fail($"{field}[{list.Count}]", "must be a string without NUL");
        }

        if (value.GetArrayLength() > maxItems) Fail(field, $"must have at most {maxItems} items, not {value.GetArrayLength()}");
        return list;
    }

    public IReadOnlyDictionary<string, string> TextMap(string field)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Get(field) is not { } value) return map;
        if (value.ValueKind != JsonValueKind.Object)
        {
            Fail(field, $"must be an object of strings, not {Kind(value)}");
            return map;
        }

        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.String && !property.Value.GetString()!.Contains('\0')) map[property.Name] = property.Value.GetString()!;
            else Fail($"{field}.{property.Name}", "must be a string without NUL");
        }

        return map;
    }

    private JsonElement? Get(string field) =>
        _root.ValueKind == JsonValueKind.Object && _root.TryGetProperty(field, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };
}
