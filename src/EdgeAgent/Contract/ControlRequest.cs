using System.Text.Json;

namespace EdgeAgent.Contract;

/// <summary>A control message (contract, section 3), read without trust. An empty payload is an empty request.</summary>
internal sealed class ControlRequest
{
    private const int MaxBytes = 64 * 1024;

    private readonly JsonElement _root;

    private ControlRequest(JsonElement root, string? error)
    {
        _root = root;
        Error = error;
    }

    /// <summary>Why the message cannot be served; null when it can be read.</summary>
    public string? Error { get; private set; }

    public string? ReplyTo => Text("reply_to");

    public JsonElement? Correlation => Get("correlation");

    public static ControlRequest Read(ReadOnlyMemory<byte> payload, int maxBytes = MaxBytes)
    {
        if (payload.Length > maxBytes) return new ControlRequest(default, $"request: must be at most {maxBytes} bytes, is {payload.Length}");
        payload = payload[^TaskDocument.WithoutByteOrderMark(payload.Span).Length..];
        if (payload.IsEmpty) return new ControlRequest(default, null);
        if (!OutsideJson.IsUtf8(payload.Span)) return new ControlRequest(default, "request: must be UTF-8");
        // Whoever sent half a character is to be told: where to, stands in the rest.
        byte[] sound = OutsideJson.Sound(payload.Span, out bool hadHalf);
        try
        {
            using var document = JsonDocument.Parse(sound, new JsonDocumentOptions { MaxDepth = 32 });
            var root = document.RootElement.Clone();
            if (root.ValueKind != JsonValueKind.Object) return new ControlRequest(default, "request: must be a JSON object");
            return new ControlRequest(root, hadHalf ? $"request: {OutsideJson.HalfCharacter}" : null);
        }
        catch (JsonException e)
        {
            return new ControlRequest(default, $"request: {e.Message}");
        }
    }

    /// <summary>Null when absent; a wrong type is an error of the request.</summary>
    public string? Text(string field)
    {
        if (Get(field) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.String) return value.GetString();
        Error ??= $"{field}: must be text";
        return null;
    }

    public long? Whole(string field, long least, long most)
    {
        if (Get(field) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= least && number <= most) return number;
        Error ??= $"{field}: must be a whole number from {least} to {most}";
        return null;
    }

    public double? Number(string field, double least, double most)
    {
        if (Get(field) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= least && number <= most) return number;
        Error ??= FormattableString.Invariant($"{field}: must be a number from {least} to {most}");
        return null;
    }

    public bool Flag(string field)
    {
        if (Get(field) is not { } value) return false;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Error ??= $"{field}: must be true or false";
        return false;
    }

    /// <summary>Any value; null when absent or JSON null.</summary>
    public JsonElement? Get(string field) =>
        _root.ValueKind == JsonValueKind.Object && _root.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
