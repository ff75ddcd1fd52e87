using EdgeAgent.Core.Time;

namespace EdgeAgent.Tests.Sensors;

/// <summary>A clock that only the test moves; one second is 10^7 ticks.</summary>
public sealed class ManualTime : TimeProvider
{
    private TimeSpan _elapsed = TimeSpan.FromHours(1);

    public DateTimeOffset StartUtc { get; init; } = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The present as rules see it.</summary>
    public Timestamp Now => new(GetUtcNow(), (long)_elapsed.TotalMilliseconds, ClockTrust.Ntp);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(double seconds) => _elapsed += TimeSpan.FromSeconds(seconds);

    public override DateTimeOffset GetUtcNow() => StartUtc + _elapsed;

    public override long GetTimestamp() => _elapsed.Ticks;
}
