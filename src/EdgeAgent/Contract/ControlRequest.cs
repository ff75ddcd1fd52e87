using System.Text.Json;

namespace EdgeAgent.Contract;

/// <summary>A control message (contract, section 3), read without trust. An empty payload is an empty request.</summary>
internal sealed class ControlRequest
{
    private const int MaxBytes = 64 * 1024;

    private readonly Findings _findings = new();
    private readonly FieldReader _fields;
    private readonly string? _unreadable;

    private ControlRequest(JsonElement root, string? unreadable)
    {
        _unreadable = unreadable;
        _fields = new FieldReader(root, "", _findings);
    }

    /// <summary>Why the message cannot be served; null when it can be read.</summary>
    public string? Error => _unreadable ?? _findings.First?.Message;

    public string? ReplyTo => Text("reply_to");

    public JsonElement? Correlation => Get("correlation");

    public static ControlRequest Read(ReadOnlyMemory<byte> payload, int maxBytes = MaxBytes)
    {
        if (payload.Length > maxBytes) return new ControlRequest(default, $"request: must be at most {maxBytes} bytes, is {payload.Length}");
        payload = payload[^TaskDocument.WithoutByteOrderMark(payload.Span).Length..];
        if (payload.IsEmpty) return new ControlRequest(default, null);
        if (!OutsideJson.IsUtf8(payload.Span)) return new ControlRequest(default, "request: must be UTF-8");
        // An escape of half a character makes the request invalid. The rest is read all the same: the answer needs reply_to.
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
    public string? Text(string field) => _fields.Text(field, MaxBytes, minLength: 0);

    public long? Whole(string field, long least, long most) => _fields.Long(field, least, most);

    public double? Number(string field, double least, double most) => _fields.Number(field, least, most);

    public bool Flag(string field) => _fields.Flag(field);

    /// <summary>Any value; null when absent or JSON null.</summary>
    public JsonElement? Get(string field) => _fields.Value(field);
}
