namespace EdgeAgent.Core.Tasks;

/// <summary>Bounds of a task document, and what the device knows of the world that the core must not look up itself.</summary>
public sealed record DocumentRules
{
    public static DocumentRules Default { get; } = new();

    /// <summary>Longest document, bytes (contract, section 3).</summary>
    public int MaxBytes { get; init; } = 64 * 1024;

    /// <summary>Deepest nesting of JSON.</summary>
    public int MaxDepth { get; init; } = 32;

    public int MaxTags { get; init; } = 32;
    public int MaxAfter { get; init; } = 64;

    /// <summary>Whether a handler of this kind is installed.</summary>
    public Func<string, bool> IsKnownKind { get; init; } = static _ => true;

    /// <summary>Finds a time zone by IANA name; null when the device does not have it.</summary>
    public Func<string, TimeZoneInfo?> FindZone { get; init; } = static _ => null;
}

/// <summary>Why a document was refused: a word for programs, and a sentence that names the field and its range for people.</summary>
public sealed record Rejection(string Code, string Message);

/// <summary>Words of <see cref="Rejection.Code"/>.</summary>
public static class RejectionCodes
{
    public const string BadJson = "bad_json";
    public const string TooLarge = "too_large";
    public const string MissingField = "missing_field";
    public const string InvalidField = "invalid_field";
    public const string OutOfRange = "out_of_range";
    public const string Conflict = "conflict";
    public const string UnknownKind = "unknown_kind";
    public const string UnknownTimeZone = "unknown_time_zone";
    public const string UnsupportedVersion = "unsupported_version";

    /// <summary>Retained: it may be of any age (see <c>task/submit</c>).</summary>
    public const string Retained = "retained";
    public const string Expired = "expired";
    public const string IdConflict = "id_conflict";
    public const string QueueFull = "queue_full";
    public const string QuotaExceeded = "quota_exceeded";
    public const string UniqueExists = "unique_exists";
    public const string PrerequisiteCycle = "prerequisite_cycle";
}

/// <summary>
/// What was read from a document: either <see cref="Spec"/> or <see cref="Rejection"/>. The rest is what could be read in any case, so
/// that a rejection finds its way back.
/// </summary>
public sealed record ParsedDocument(TaskSpec? Spec, Rejection? Rejection, string? Id, string? ReplyTo, string? CorrelationJson);
