using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Scheduling;

/// <summary>The outcome of one pass: what changes now, and when to look again if nothing happens before.</summary>
/// <param name="Decisions">Stops and pauses first, then starts in order, then changes of waiting tasks.</param>
/// <param name="NextWakeUpMs">Device time (<see cref="Timestamp.DeviceTimeMs"/>); null when only an event can change the plan.</param>
public sealed record Plan(IReadOnlyList<Decision> Decisions, long? NextWakeUpMs)
{
    public DateTimeOffset? NextWakeUpAt(in Timestamp now)
    {
        if (NextWakeUpMs is { } ms) return now.Utc.AddMilliseconds(ms - now.DeviceTimeMs);
        return null;
    }
}
