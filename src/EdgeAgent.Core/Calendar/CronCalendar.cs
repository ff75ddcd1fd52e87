using Cronos;

namespace EdgeAgent.Core.Calendar;

/// <summary>
/// A cron expression (Cronos' five fields and macros) in a time zone. When clocks go forward, a due time in the missing hour runs at the
/// first instant that exists. When they go back, a time of day runs once, the first time, and an interval schedule
/// (<see cref="IsInterval"/>) keeps its interval. Immutable.
/// </summary>
/// <remarks>
/// Cronos parses the expression and searches the local calendar. This class converts between local time and instants from offsets
/// alone, because Cronos relies on <see cref="TimeZoneInfo.IsAmbiguousTime(DateTime)"/> and
/// <see cref="TimeZoneInfo.IsInvalidTime(DateTime)"/>, which are wrong in zones whose "summer" time is the smaller offset
/// (Europe/Dublin, Africa/Casablanca); it loses an hour of runs there.
/// </remarks>
public sealed class CronCalendar
{
    private const string CronosPrefix = "The given cron expression has an invalid format. ";

    // Longest repeated local time in the zone database.
    private static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(1);

    private readonly CronExpression _expression;

    private CronCalendar(CronExpression expression, bool isInterval)
    {
        _expression = expression;
        IsInterval = isInterval;
    }

    /// <summary>
    /// The minute or hour field has <c>*</c>, <c>?</c>, a range or a step: the schedule means an interval and not times of day (Cronos' rule).
    /// </summary>
    public bool IsInterval { get; }

    /// <summary>Parses an expression. On failure it returns false, and <paramref name="error"/> says what is wrong.</summary>
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

    /// <summary>First due time after <paramref name="after"/>; null when there is none, and for years before 1971 or after 2400.</summary>
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

    // In the second pass of a repeated local time, times of day have already run.
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

    // Local times have Kind Utc, so that Cronos searches the calendar without a zone.
    private static DateTime Local(DateTimeOffset at, TimeSpan offset) => at.UtcDateTime + offset;

    private static DateTimeOffset Instant(DateTime local, TimeSpan offset) => new(local - offset, TimeSpan.Zero);
}
