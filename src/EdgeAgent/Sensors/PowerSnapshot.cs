using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Sensors;

/// <summary>How one sensor is doing.</summary>
/// <param name="Quality"><see cref="PowerQuality.Measured"/> while it answers, <see cref="PowerQuality.Stale"/> when its last answer is too old.</param>
/// <param name="Fault">Why it does not answer, with the remedy; null when it does.</param>
/// <param name="LastReading">Its last answer as it was given; null when there was none.</param>
public sealed record SensorStatus(string Name, PowerQuality Quality, string? Fault, PowerReading? LastReading)
{
    /// <summary>Attempts in a row that failed; a glitch is one or two.</summary>
    public int Failures { get; init; }

    /// <summary>It has failed often enough to be told at once.</summary>
    public bool IsFailing => Failures >= 3;
}

/// <summary>Everything that one pass over the sensors found out. Immutable; may be handed to any thread.</summary>
/// <param name="LearnedState">What <see cref="PowerEstimator.Restore"/> takes back after a restart.</param>
/// <param name="RejectedSamples">Values not believed since start, by <see cref="RejectReason"/>.</param>
/// <param name="Samples">Passes over the sensors since start: the wake-ups that sampling costs.</param>
public sealed record PowerSnapshot(
    PowerState Power,
    SystemState System,
    IReadOnlyList<SensorStatus> Sensors,
    Timestamp At,
    byte[] LearnedState,
    IReadOnlyDictionary<RejectReason, long> RejectedSamples,
    long Samples)
{
    /// <summary>The power state as it may be believed at a later moment: an old snapshot is stale and does not count as powered.</summary>
    public PowerState AsOf(in Timestamp now, TimeSpan staleAfter) => now.Since(At.DeviceTimeMs) <= staleAfter
        ? Power
        : Power with { Quality = PowerQuality.Stale, Source = PowerSource.Unknown, Charging = ChargeStatus.Unknown, IsPowered = false, TimeToEmpty = null };
}
