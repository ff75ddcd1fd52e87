namespace EdgeAgent.Shared;

/// <summary>How much longer the intervals of a device are in each mode.</summary>
public static class PaceFactors
{
    /// <summary>Factor of the configured intervals on battery.</summary>
    public static double Interval(OperatingMode mode)
    {
        switch (mode)
        {
            case OperatingMode.Full: return 1;
            case OperatingMode.Reduced: return 1.5;
            case OperatingMode.Minimal: return 2;
            case OperatingMode.Critical: return 3;
            default: return 4;
        }
    }

    /// <summary>Factor of the configured keep-alive: 1, 2, 4, 8, 16.</summary>
    public static int KeepAlive(OperatingMode mode) => 1 << (int)mode;
}
