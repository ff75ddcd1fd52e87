namespace EdgeAgent.Core.Tasks;

/// <summary>The next due time of cron work.</summary>
/// <param name="At">The due time, UTC.</param>
/// <param name="ArmedAt">Wall clock when the slot was computed; an earlier wall clock means that the clock was set back.</param>
/// <param name="Zone">Zone in which the slot was computed; it is computed again when the zone changes.</param>
public sealed record CalendarSlot(DateTimeOffset At, DateTimeOffset ArmedAt, string Zone);
