namespace EdgeAgent.Fleet.Rules;

/// <summary>Whether a device has fallen silent, measured by what it announced itself.</summary>
internal static class Silence
{
    /// <summary>For a device that announced no interval.</summary>
    public static readonly TimeSpan UsualInterval = TimeSpan.FromMinutes(15);

    // Half an interval for the way over slow links and a busy broker.
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
