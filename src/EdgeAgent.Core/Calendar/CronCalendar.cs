using Cronos;

namespace EdgeAgent.Core.Calendar;

/// <summary>
/// A cron expression (Cronos' five fields and macros) in a time zone. Where clocks go forward, what falls into the missing hour runs at
/// the first instant that exists; where they go back, a time of day runs once, the first time, and a schedule of pace
/// (<see cref="IsInterval"/>) keeps its pace. Immutable.
/// </summary>
/// <remarks>
/// Cronos reads the expression and searches the local calendar. The step between local time and instants is made here, from offsets
/// alone: Cronos asks <see cref="TimeZoneInfo.IsAmbiguousTime(DateTime)"/> and <see cref="TimeZoneInfo.IsInvalidTime(DateTime)"/>, which
/// answer wrongly where "summer" time is the smaller offset (Europe/Dublin, Africa/Casablanca), and loses an hour of runs there.
/// </remarks>
public sealed class CronCalendar
{
    private const string CronosPrefix = "The given cron expression has an invalid format. ";

    // No repeated stretch of local time in the zone database is longer.
    private static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(1);

    private readonly CronExpression _expression;

    private CronCalendar(CronExpression expression, bool isInterval)
    {
        _expression = expression;
        IsInterval = isInterval;
    }

    /// <summary>
    /// Minute or hour hold <c>*</c>, <c>?</c>, a range or a step: the schedule means a pace rather than times of day (Cronos' rule).
    /// </summary>
    public bool IsInterval { get; }

    /// <summary>Reads an expression; <paramref name="error"/> names the field and its range.</summary>
    public static bool TryParse(string text, out CronCalendar? calendar, out string error)
    {
        calendar = null;
        string[] fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        error = $"needs 5 fields (minute hour day-of-month month day-of-week) or a macro such as @daily, has {fields.Length}";
        if (fields.Length != 5 && !text.TrimStart().StartsWith('@')) return false;
        try
        {
            var expression = CronExpression.Parse(text);
            if (expression.GetNextOccurrence(DateTime.UnixEpoch) is null)
            {
                error = "matches no date at all";
                return false;
            }

            calendar = new CronCalendar(expression, MeansPace(fields));
            error = "";
            return true;
        }
        catch (MissingSeedException)
        {
            error = "must not use H: name the minute or hour";
        }
        catch (CronFormatException e)
        {
            error = e.Message.Replace(CronosPrefix, "", StringComparison.Ordinal);
        }

        return false;
    }

    /// <summary>First appointment after <paramref name="after"/>; null when there is none before the year 2400.</summary>
    public DateTimeOffset? Next(TimeZoneInfo zone, DateTimeOffset after)
    {
        if (after.Year is < 1971 or > 2400) return null;
        DateTimeOffset begin = after;
        (DateTime from, bool inclusive) = Begin(zone, after);
        while (_expression.GetNextOccurrence(from, inclusive) is { } local)
        {
            TimeSpan offset = zone.GetUtcOffset(begin);
            DateTimeOffset at = Instant(local, offset);
            if (ZoneOffsets.FirstChange(zone, begin, at) is not { } change) return at;
            TimeSpan following = zone.GetUtcOffset(change);
            if (local < Local(change, following)) return change;
            from = Local(change, IsInterval || following > offset ? following : offset);
            (begin, inclusive) = (change, true);
        }

        return null;
    }

    // In the second pass of a repeated stretch, times of day have had their turn.
    private (DateTime From, bool Inclusive) Begin(TimeZoneInfo zone, DateTimeOffset after)
    {
        DateTime local = Local(after, zone.GetUtcOffset(after));
        if (IsInterval || ZoneOffsets.FirstChange(zone, after - LongestOverlap, after) is not { } change) return (local, false);
        DateTime endOfRepeat = Local(change, zone.GetUtcOffset(change - TimeSpan.FromTicks(1)));
        if (local < endOfRepeat) return (endOfRepeat, true);
        return (local, false);
    }

    private static bool MeansPace(string[] fields)
    {
        if (fields.Length == 1) return fields[0].ToUpperInvariant() is "@HOURLY" or "@EVERY_MINUTE";
        return fields.Take(2).Any(f => f.AsSpan().ContainsAny("*?-/"));
    }

    // Local times carry Kind Utc: Cronos then searches a calendar without a zone.
    private static DateTime Local(DateTimeOffset at, TimeSpan offset) => at.UtcDateTime + offset;

    private static DateTimeOffset Instant(DateTime local, TimeSpan offset) => new(local - offset, TimeSpan.Zero);
}
