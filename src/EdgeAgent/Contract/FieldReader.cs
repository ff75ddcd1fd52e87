using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Contract;

/// <summary>
/// Reads one JSON object field by field. The first fault is kept (<see cref="Findings.First"/>) and reading goes on with defaults, so that
/// the rules of a document read as a list. JSON null counts as absent. A field counts as known once it was asked for.
/// </summary>
internal sealed class FieldReader
{
    private const int MostShown = 40;

    private readonly JsonElement _item;
    private readonly string _path;
    private readonly Findings _findings;
    private readonly HashSet<string> _asked;
    private readonly bool _isJudged = true;

    /// <param name="item">Anything but an object has no fields.</param>
    public FieldReader(JsonElement item, string path, Findings findings)
    {
        (_item, _path, _findings) = (item, path, findings);
        _asked = findings.Open(item, path);
    }

    private FieldReader(FieldReader same, bool isJudged) =>
        (_item, _path, _findings, _asked, _isJudged) = (same._item, same._path, same._findings, same._asked, isJudged);

    /// <summary>
    /// A reader of the same object that reports faults only when the object has <paramref name="field"/>: the fields of a form that was not chosen
    /// count as known, and their values are not checked.
    /// </summary>
    public FieldReader JudgedIf(string field) => new(this, Has(field));

    public void Fault(string code, string field, string rule)
    {
        if (_isJudged) _findings.Add(code, $"{_path}{field}: {rule}");
    }

    public bool Has(string field) => TryGet(field, out _);

    public string? Text(string field, int maxLength, int minLength = 1)
    {
        _findings.OnField?.Invoke(_path + field, new FieldRule.Text(minLength, maxLength));
        if (!TryGet(field, out JsonElement value)) return null;
        if (IsText(value, minLength, maxLength, out string? text)) return text;
        Fault(RejectionCodes.InvalidField, field, $"must be {TextForm(minLength, maxLength)}{Not(value)}");
        return null;
    }

    public string? Name(string field, int maxLength = 64)
    {
        _findings.OnField?.Invoke(_path + field, new FieldRule.Name(maxLength));
        if (!TryGet(field, out JsonElement value)) return null;
        if (value.ValueKind == JsonValueKind.String && AsText(value) is { } text && IsName(text, maxLength)) return text;
        Fault(RejectionCodes.InvalidField, field, $"must match [A-Za-z0-9._-]{{1,{maxLength}}}");
        return null;
    }

    public T? Word<T>(string field) where T : struct, Enum
    {
        _findings.OnField?.Invoke(_path + field, new FieldRule.Word([.. Enum.GetValues<T>().Select(WireNames.Lower)]));
        if (!TryGet(field, out JsonElement value)) return null;
        if (value.ValueKind == JsonValueKind.String && WireNames.TryParse(AsText(value), out T word)) return word;
        Fault(RejectionCodes.InvalidField, field, $"must be one of {WireNames.AllLower<T>()}{Not(value)}");
        return null;
    }

    public bool Flag(string field, bool fallback = false)
    {
        _findings.OnField?.Invoke(_path + field, new FieldRule.Flag());
        if (!TryGet(field, out JsonElement value)) return fallback;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Fault(RejectionCodes.InvalidField, field, $"must be true or false{Not(value)}");
        return fallback;
    }

    public double? Number(string field, double min, double max, string unit = "")
    {
        _findings.OnField?.Invoke(_path + field, new FieldRule.Number(min, max, IsWhole: false));
        return ReadNumber(field, min, max, unit);
    }

    public int? Whole(string field, int min, int max)
    {
        _findings.OnField?.Invoke(_path + field, new FieldRule.Number(min, max, IsWhole: true));
        double? number = ReadNumber(field, min, max, "");
        if (number is null || number == Math.Floor(number.Value)) return (int?)number;
        Fault(RejectionCodes.InvalidField, field, Range("a whole number", min, max, ""));
        return null;
    }

    public TimeSpan? Seconds(string field, double min, double max)
    {
        if (Number(field, min, max, " seconds") is { } seconds) return TimeSpan.FromSeconds(seconds);
        return null;
    }

    public DateTimeOffset? Instant(string field)
    {
        _findings.OnField?.Invoke(_path + field, new FieldRule.Instant());
        if (!TryGet(field, out JsonElement value)) return null;
        if (value.ValueKind == JsonValueKind.String && InstantText.TryRead(AsText(value), out DateTimeOffset at)) return at;
        Fault(RejectionCodes.InvalidField, field, "must be an RFC 3339 time with offset, years 1971 to 8999, such as 2030-01-31T08:00:00Z");
        return null;
    }

    public bool IsNumber(string field) => TryGet(field, out JsonElement value) && value.ValueKind == JsonValueKind.Number;

    /// <summary>A whole number that a double may not hold exactly, such as a sequence number.</summary>
    public long? Long(string field, long min, long max)
    {
        _findings.OnField?.Invoke(_path + field, new FieldRule.Number(min, max, IsWhole: true));
        if (!TryGet(field, out JsonElement value)) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= min && number <= max) return number;
        Fault(RejectionCodes.InvalidField, field, $"must be a whole number from {min} to {max}{Not(value)}");
        return null;
    }

    public IReadOnlyList<string> Texts(string field, int maxItems, int maxLength, int minLength = 1) =>
        Items(field, maxItems, new FieldRule.Text(minLength, maxLength), TextForm(minLength, maxLength), item => TextOf(item, minLength, maxLength));

    public IReadOnlyList<string> Names(string field, int maxItems, int maxLength = 64) =>
        Items(field, maxItems, new FieldRule.Name(maxLength), NameForm(maxLength), item => NameOf(item, maxLength));

    /// <summary>An object whose values are texts.</summary>
    public IReadOnlyDictionary<string, string> TextMap(string field, int maxLength)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!TryGet(field, out JsonElement value)) return map;
        if (value.ValueKind != JsonValueKind.Object)
        {
            Fault(RejectionCodes.InvalidField, field, $"must be an object of texts{Not(value)}");
            return map;
        }

        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (!IsValidName(property)) Fault(RejectionCodes.InvalidField, field, "has a name with a \\u escape that is no character");
            else if (IsText(property.Value, 0, maxLength, out string? text)) map[property.Name] = text;
            else Fault(RejectionCodes.InvalidField, $"{field}.{property.Name}", $"must be {TextForm(0, maxLength)}{Not(property.Value)}");
        }

        return map;
    }

    /// <summary>Any value; null when absent.</summary>
    public JsonElement? Value(string field)
    {
        if (TryGet(field, out JsonElement value)) return value;
        return null;
    }

    /// <summary>A nested object; false when absent or of another type (which is a fault).</summary>
    public bool TryObject(string field, [NotNullWhen(true)] out FieldReader? reader)
    {
        _findings.OnField?.Invoke(_path + field, new FieldRule.Object());
        reader = null;
        if (!TryGet(field, out JsonElement value)) return false;
        if (value.ValueKind == JsonValueKind.Object)
        {
            reader = new FieldReader(value, $"{_path}{field}.", _findings);
            return true;
        }

        Fault(RejectionCodes.InvalidField, field, $"must be an object{Not(value)}");
        return false;
    }

    /// <summary>A value as compact JSON text, its strings checked to be valid Unicode.</summary>
    public string? Raw(string field, int maxLength, bool objectOnly)
    {
        _findings.OnField?.Invoke(_path + field, objectOnly ? new FieldRule.Object() : new FieldRule.Anything());
        if (!TryGet(field, out JsonElement value)) return null;
        string raw = value.GetRawText();
        if (objectOnly && value.ValueKind != JsonValueKind.Object) Fault(RejectionCodes.InvalidField, field, "must be an object");
        else if (raw.Length > maxLength) Fault(RejectionCodes.OutOfRange, field, $"must be at most {maxLength} characters of JSON");
        else if (!IsValidText(value)) Fault(RejectionCodes.InvalidField, field, OutsideJson.HalfCharacter);
        else return raw;
        return null;
    }

    public static bool IsName(string text, int maxLength) =>
        text.Length >= 1 && text.Length <= maxLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private List<string> Items(string field, int maxItems, FieldRule itemRule, string form, Func<JsonElement, string?> read)
    {
        _findings.OnField?.Invoke(_path + field, new FieldRule.List(itemRule, maxItems));
        if (!TryGet(field, out JsonElement value)) return [];
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > maxItems)
        {
            Fault(RejectionCodes.InvalidField, field, $"must be a list of at most {maxItems} items, each {form}{Not(value)}");
            return [];
        }

        var items = new List<string>(value.GetArrayLength());
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (read(item) is { } text) items.Add(text);
            else Fault(RejectionCodes.InvalidField, $"{field}[{items.Count}]", $"must be {form}{Not(item)}");
        }

        return items;
    }

    private double? ReadNumber(string field, double min, double max, string unit)
    {
        if (!TryGet(field, out JsonElement value)) return null;
        if (value.ValueKind != JsonValueKind.Number)
        {
            Fault(RejectionCodes.InvalidField, field, Range("a number", min, max, unit) + Not(value));
            return null;
        }

        if (value.TryGetDouble(out double number) && number >= min && number <= max) return number;
        Fault(RejectionCodes.OutOfRange, field, Range("a number", min, max, unit) + Not(value));
        return null;
    }

    private static bool IsText(JsonElement value, int minLength, int maxLength, [NotNullWhen(true)] out string? text)
    {
        text = value.ValueKind == JsonValueKind.String ? AsText(value) : null;
        return text is not null && text.Length >= minLength && text.Length <= maxLength && !text.Contains('\0');
    }

    private static string? TextOf(JsonElement value, int minLength, int maxLength)
    {
        if (IsText(value, minLength, maxLength, out string? text)) return text;
        return null;
    }

    private static string? NameOf(JsonElement value, int maxLength)
    {
        if (IsText(value, 1, maxLength, out string? text) && IsName(text, maxLength)) return text;
        return null;
    }

    private static string TextForm(int minLength, int maxLength) => $"text of {minLength} to {maxLength} characters without NUL";

    private static string NameForm(int maxLength) => $"a name that matches [A-Za-z0-9._-]{{1,{maxLength}}}";

    // Names the type of the value that was sent instead, and shows a short value.
    private static string Not(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => ", not an object",
        JsonValueKind.Array => $", not a list of {value.GetArrayLength()}",
        JsonValueKind.String => $", not {Shown(value, "this text")}",
        JsonValueKind.Number => $", not {Shown(value, "this number")}",
        _ => $", not {value.GetRawText()}",
    };

    private static string Shown(JsonElement value, string otherwise)
    {
        if (value.GetRawText() is { Length: <= MostShown } text) return text;
        return otherwise;
    }

    private static string Range(string what, double min, double max, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"must be {what} from {min} to {max}{unit}");

    private bool TryGet(string field, out JsonElement value)
    {
        _asked.Add(field);
        value = default;
        return _item.ValueKind == JsonValueKind.Object && _item.TryGetProperty(field, out value) && value.ValueKind != JsonValueKind.Null;
    }

    // Null for half a character (\ud800): it is well-formed JSON, but not text.
    private static string? AsText(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static bool IsValidText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => AsText(value) is not null,
        JsonValueKind.Array => value.EnumerateArray().All(IsValidText),
        JsonValueKind.Object => value.EnumerateObject().All(p => IsValidName(p) && IsValidText(p.Value)),
        _ => true,
    };

    private static bool IsValidName(JsonProperty property)
    {
        try
        {
            return property.Name is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
