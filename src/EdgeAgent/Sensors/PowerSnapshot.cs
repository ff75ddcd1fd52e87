using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Sensors;

/// <summary>Everything that one pass over the sensors found out. Immutable; may be handed to any thread.</summary>
/// <param name="LearnedState">What <see cref="PowerEstimator.Restore"/> takes back after a restart.</param>
/// <param name="RejectedValues">Values not believed since start.</param>
/// <param name="Samples">Passes over the sensors since start: the wake-ups that sampling costs.</param>
public sealed record PowerSnapshot(
    PowerState Power,
    SystemState System,
    IReadOnlyList<SensorStatus> Sensors,
    Timestamp At,
    byte[] LearnedState,
    long RejectedValues,
    long Samples)
{
    /// <summary>The power state as it may be believed at a later moment: an old snapshot is stale and does not count as powered.</summary>
    public PowerState AsOf(in Timestamp now, TimeSpan staleAfter)
    {
        if (now.Since(At.DeviceTimeMs) <= staleAfter) return Power;
        return Power with { Quality = PowerQuality.Stale, Source = PowerSource.Unknown, Charging = ChargeStatus.Unknown, IsPowered = false, RatePctPerHour = null, PoweredIn = null };
    }
}
