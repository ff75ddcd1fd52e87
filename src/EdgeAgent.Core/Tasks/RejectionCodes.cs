namespace EdgeAgent.Core.Tasks;

/// <summary>Values of <see cref="Rejection.Code"/> (contract).</summary>
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

    /// <summary>The message was retained, so its age is unknown (contract, <c>task/submit</c>).</summary>
    public const string Retained = "retained";
    public const string Expired = "expired";
    public const string IdConflict = "id_conflict";
    public const string QueueFull = "queue_full";
    public const string QuotaExceeded = "quota_exceeded";
    public const string UniqueExists = "unique_exists";
    public const string PrerequisiteCycle = "prerequisite_cycle";
    public const string UnknownPrerequisite = "unknown_prerequisite";
}
