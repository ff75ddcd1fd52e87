namespace EdgeAgent.Core.Time;

/// <summary>
/// The present time on both clocks. Rules receive a <see cref="Timestamp"/> and never read a clock themselves.
/// </summary>
/// <param name="Utc">Wall clock, UTC. Only for calendars (deadlines, cron, quiet hours), and only when <see cref="IsTrusted"/>.</param>
/// <param name="DeviceTimeMs">
/// Device time in milliseconds: CLOCK_BOOTTIME (runs on in suspend) plus an offset that the store carries over
/// restarts, so that it never goes back. All spans (delays, back-off, time-outs, ages) are differences of this value.
/// </param>
/// <param name="Clock">Whether the wall clock is confirmed.</param>
public readonly record struct Timestamp(DateTimeOffset Utc, long DeviceTimeMs, ClockTrust Clock)
{
    public bool IsTrusted => Clock != ClockTrust.Unsynced;

    /// <summary>The time that is <paramref name="span"/> later on both clocks.</summary>
    public Timestamp Plus(TimeSpan span) => new(Utc + span, DeviceTimeMs + (long)span.TotalMilliseconds, Clock);

    /// <summary>Span since an earlier device time; zero when that time is in the future.</summary>
    public TimeSpan Since(long deviceTimeMs) => TimeSpan.FromMilliseconds(Math.Max(0, DeviceTimeMs - deviceTimeMs));
}
