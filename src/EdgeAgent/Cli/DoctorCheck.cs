namespace EdgeAgent.Cli;

/// <summary>One line of <c>edgeagent doctor</c>.</summary>
/// <param name="Check">The subject of the check: <c>bus</c>, <c>chip</c>, <c>gpio</c>, <c>supply</c>, <c>clock</c>, <c>sleep</c>, <c>disk</c>, <c>sqlite</c>, <c>broker</c>, <c>config</c>.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Remedy">What to do; null when nothing is needed.</param>
public sealed record DoctorCheck(string Check, DoctorLevel Level, string Detail, string? Remedy = null)
{
    internal static DoctorCheck Ok(string check, string detail) => new(check, DoctorLevel.Ok, detail);

    internal static DoctorCheck Warn(string check, string detail, string remedy) => new(check, DoctorLevel.Warn, detail, remedy);

    internal static DoctorCheck Fail(string check, string detail, string remedy) => new(check, DoctorLevel.Fail, detail, remedy);

    /// <summary>Makes a check from the message of a sensor or bus, in which the first semicolon separates cause and remedy.</summary>
    internal static DoctorCheck FromFault(string check, DoctorLevel level, string fault)
    {
        int semicolon = fault.IndexOf("; ", StringComparison.Ordinal);
        if (semicolon < 0) return new(check, level, fault, "see the message");
        return new(check, level, fault[..semicolon], fault[(semicolon + 2)..]);
    }
}
