using System.Text.Json;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Contract;

/// <summary>
/// Reads a document's <c>args</c>. The first wrong field is kept (<see cref="Error"/>); reading goes on with defaults,
/// so that a handler reads all fields in a row and asks once.
/// </summary>
internal sealed class TaskArgs
{
    // The kernel takes no longer argument or variable (MAX_ARG_STRLEN of execve(2), 32 pages).
    private const int LongestArgument = 131_071;

    private readonly Findings _findings = new();
    private readonly FieldReader _fields;

    /// <param name="json">Null is an empty object.</param>
    public TaskArgs(string? json)
    {
        JsonElement root = Parse(json);
        _fields = new FieldReader(root, "args.", _findings);
        if (root.ValueKind != JsonValueKind.Object) _findings.Add(RejectionCodes.InvalidField, "args: must be a JSON object");
    }

    /// <summary>Null while everything read so far is good.</summary>
    public string? Error => _findings.First?.Message;

    /// <summary>Complete once every field was read.</summary>
    public ArgsCheck Check => new(Error, _findings.UnknownFields());

    public void Fail(string field, string rule) => _fields.Fault(RejectionCodes.InvalidField, field, rule);

    public bool Has(string field) => _fields.Has(field);

    public string? Text(string field, bool required = false, int maxLength = 4096)
    {
        if (required && !Has(field)) Fail(field, "is required");
        return _fields.Text(field, maxLength, minLength: 0);
    }

    public double Number(string field, double fallback, double min, double max, string unit = "") =>
        _fields.Number(field, min, max, unit.Length > 0 ? " " + unit : "") ?? fallback;

    public bool Flag(string field, bool fallback = false) => _fields.Flag(field, fallback);

    public T? Word<T>(string field) where T : struct, Enum => _fields.Word<T>(field);

    public IReadOnlyList<string> TextList(string field, int maxItems = 256) => _fields.Texts(field, maxItems, LongestArgument, minLength: 0);

    public IReadOnlyDictionary<string, string> TextMap(string field) => _fields.TextMap(field, LongestArgument);

    private static JsonElement Parse(string? json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(string.IsNullOrWhiteSpace(json) ? "{}" : json);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
