namespace EdgeAgent.Core.Tasks;

/// <summary>One appointment of a calendar.</summary>
/// <param name="At">The appointment, UTC.</param>
/// <param name="ArmedAt">Wall clock when it was computed; a wall clock below it has been set back.</param>
/// <param name="Zone">Zone that it was computed in; another device zone makes a new plan.</param>
public sealed record CalendarSlot(DateTimeOffset At, DateTimeOffset ArmedAt, string Zone);
