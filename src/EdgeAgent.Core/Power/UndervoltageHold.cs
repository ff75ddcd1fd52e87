using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Power;

/// <summary>Keeps an undervoltage report alive for a while: the supply sags for milliseconds at a time, and work that comes and goes with it flaps.</summary>
public sealed class UndervoltageHold(TimeSpan hold)
{
    private long _lastMs = -1;

    /// <summary>Whether undervoltage counts at this moment.</summary>
    public bool Update(bool isReported, in Timestamp now)
    {
        if (isReported) _lastMs = now.DeviceTimeMs;
        return _lastMs >= 0 && now.Since(_lastMs) < hold;
    }
}
