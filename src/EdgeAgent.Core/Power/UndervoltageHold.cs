using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Power;

/// <summary>Keeps an undervoltage report valid for a hold time. The supply drops for milliseconds at a time; without the hold, work would pause and resume each time.</summary>
public sealed class UndervoltageHold(TimeSpan hold)
{
    private long _lastMs = -1;

    /// <summary>Takes the present report; returns whether one was made within the hold time.</summary>
    public bool Update(bool isReported, in Timestamp now)
    {
        if (isReported) _lastMs = now.DeviceTimeMs;
        return _lastMs >= 0 && now.Since(_lastMs) < hold;
    }
}
