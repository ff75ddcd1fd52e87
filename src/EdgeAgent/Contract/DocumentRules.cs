namespace EdgeAgent.Contract;

/// <summary>Bounds of a task document, and the device's facts (kinds, time zones) that its reader asks for.</summary>
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

    /// <summary>The installed kinds, for the message about an unknown one.</summary>
    public IReadOnlyList<string> KnownKinds { get; init; } = [];

    /// <summary>Finds a time zone by IANA name; null when the device does not have it.</summary>
    public Func<string, TimeZoneInfo?> FindZone { get; init; } = static _ => null;
}
