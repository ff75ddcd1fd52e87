using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Sensors;

/// <summary>The result of one pass over the sensors. Immutable, so any thread may use it.</summary>
/// <param name="LearnedState">State of the estimator for <see cref="PowerEstimator.Restore"/> after a restart.</param>
/// <param name="RejectedValues">Number of rejected values since the start.</param>
/// <param name="Samples">Number of passes since the start; each one is a wake-up.</param>
public sealed record PowerSnapshot(
    PowerState Power,
    SystemState System,
    IReadOnlyList<SensorStatus> Sensors,
    Timestamp At,
    byte[] LearnedState,
    long RejectedValues,
    long Samples)
{
    /// <summary>The power state at a later time. An old snapshot is stale and does not count as powered.</summary>
    public PowerState AsOf(in Timestamp now, TimeSpan staleAfter)
    {
        if (now.Since(At.DeviceTimeMs) <= staleAfter) return Power;
        return Power with { Quality = PowerQuality.Stale, Source = PowerSource.Unknown, Charging = ChargeStatus.Unknown, IsPowered = false, RatePctPerHour = null, PoweredIn = null };
    }
}
