namespace EdgeAgent.Fleet.Rules;

/// <summary>Decides whether a device is silent, by the interval that it announced.</summary>
internal static class Silence
{
    /// <summary>For a device that announced no interval.</summary>
    public static readonly TimeSpan UsualInterval = TimeSpan.FromMinutes(15);

    // Half an interval is added for slow links and a busy broker.
    private const double Patience = 1.5;

    /// <summary>A sleeping device is silent only after it should have woken up.</summary>
    public static bool IsSilent(DeviceFacts device, DateTimeOffset now)
    {
        var allowed = (device.Interval ?? UsualInterval) * Patience;
        return device.Status switch
        {
            "lost" or "offline" => true,
            "sleeping" => now > (device.NextWakeAt ?? device.LastSeenAt) + allowed,
            _ => now - device.LastSeenAt > allowed,
        };
    }
}
