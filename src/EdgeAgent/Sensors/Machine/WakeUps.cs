using EdgeAgent.Core.Time;
using EdgeAgent.Native;

namespace EdgeAgent.Sensors.Machine;

/// <summary>Wake-ups of the process: the voluntary context switches of all its threads, as the kernel counts them.</summary>
internal sealed class WakeUps
{
    private long? _before;
    private long _beforeMs;

    /// <summary>Mean number per hour since the last call; null at the first call and where the kernel does not count them.</summary>
    public double? PerHour(in Timestamp now)
    {
        if (ResourceUse.VoluntaryContextSwitches() is not { } count) return null;
        var (before, ms) = (_before, now.DeviceTimeMs - _beforeMs);
        (_before, _beforeMs) = (count, now.DeviceTimeMs);
        if (before is { } b && ms > 0) return (count - b) * 3_600_000.0 / ms;
        return null;
    }
}
