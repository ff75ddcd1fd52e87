namespace EdgeAgent.Shared;

/// <summary>How much seldomer a device speaks in each mode.</summary>
public static class PaceFactors
{
    /// <summary>What the usual intervals on battery are multiplied by.</summary>
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

    /// <summary>What the usual keep-alive is multiplied by: 1, 2, 4, 8, 16.</summary>
    public static int KeepAlive(OperatingMode mode) => 1 << (int)mode;
}
