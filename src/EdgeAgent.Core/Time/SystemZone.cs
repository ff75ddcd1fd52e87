namespace EdgeAgent.Core.Time;

/// <summary>Time zones that the operating system knows.</summary>
public static class SystemZone
{
    /// <summary>The zone of a name such as <c>Europe/Vienna</c>; null when it is not known.</summary>
    public static TimeZoneInfo? Find(string id)
    {
        _ = TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? zone);
        return zone;
    }
}
