namespace EdgeAgent.Core.Calendar;

/// <summary>
/// A five-field cron expression (POSIX crontab with the usual additions): minute, hour, day of month, month, day of week; lists,
/// ranges, steps, English three-letter names, <c>7</c> for Sunday, <c>?</c> for <c>*</c>, and <c>@hourly</c>, <c>@daily</c>,
/// <c>@weekly</c>, <c>@monthly</c>, <c>@yearly</c>. When both days are restricted, either matches (POSIX). Immutable.
/// </summary>
public sealed class Cron
{
    // 29 February on one weekday comes round within 40 years at worst (1900-style skips included).
    private const int SearchYears = 41;

    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private readonly ulong _minutes;
    private readonly ulong _hours;
    private readonly ulong _daysOfMonth;
    private readonly ulong _months;
    private readonly ulong _daysOfWeek;
    private readonly bool _eitherDay;

    private Cron(ulong minutes, ulong hours, ulong daysOfMonth, ulong months, ulong daysOfWeek, bool eitherDay, bool everyHour)
    {
        (_minutes, _hours, _daysOfMonth, _months, _daysOfWeek) = (minutes, hours, daysOfMonth, months, daysOfWeek);
        _eitherDay = eitherDay;
        IsInterval = everyHour;
    }

    /// <summary>
    /// The hour field is <c>*</c> or a step of it: the schedule means a pace rather than times of day, and follows elapsed time
    /// through a change of the clock.
    /// </summary>
    public bool IsInterval { get; }

    /// <summary>Reads an expression; <paramref name="error"/> names the field and its range.</summary>
    public static bool TryParse(string text, out Cron? cron, out string error)
    {
        cron = null;
        string[] parts = Expand(text).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length != 5)
        {
            error = $"needs 5 fields (minute hour day-of-month month day-of-week), has {parts.Length}";
            return false;
        }

        if (!CronField.TryParse(parts[0], "minute", 0, 59, [], out ulong minutes, out error) ||
            !CronField.TryParse(parts[1], "hour", 0, 23, [], out ulong hours, out error) ||
            !CronField.TryParse(parts[2], "day-of-month", 1, 31, [], out ulong daysOfMonth, out error) ||
            !CronField.TryParse(parts[3], "month", 1, 12, Months, out ulong months, out error) ||
            !CronField.TryParse(parts[4], "day-of-week", 0, 7, Days, out ulong daysOfWeek, out error))
        {
            return false;
        }

        if ((daysOfWeek & (1UL << 7)) != 0) daysOfWeek |= 1;
        bool eitherDay = !IsAny(parts[2]) && !IsAny(parts[4]);
        var made = new Cron(minutes, hours, daysOfMonth, months, daysOfWeek, eitherDay, IsAny(parts[1]));
        if (made.NextLocal(new DateTime(2000, 1, 1)) is null)
        {
            error = "matches no date at all";
            return false;
        }

        cron = made;
        return true;
    }

    /// <summary>The first local time after <paramref name="after"/> (to the minute) that matches, as if clocks were never changed.</summary>
    public DateTime? NextLocal(DateTime after)
    {
        if (after.Year > 9000) return null;
        DateTime day = after.Date;
        int minuteOfDay = (int)after.TimeOfDay.TotalMinutes + 1;
        DateTime last = day.AddYears(SearchYears);
        while (day < last)
        {
            if (!Has(_months, day.Month)) day = new DateTime(day.Year, day.Month, 1).AddMonths(1);
            else if (MatchesDay(day) && TimeOfDay(minuteOfDay) is { } minute) return day.AddMinutes(minute);
            else day = day.AddDays(1);
            minuteOfDay = 0;
        }

        return null;
    }

    private bool MatchesDay(DateTime day)
    {
        bool month = Has(_daysOfMonth, day.Day);
        bool week = Has(_daysOfWeek, (int)day.DayOfWeek);
        return _eitherDay ? month || week : month && week;
    }

    private int? TimeOfDay(int fromMinute)
    {
        for (int hour = fromMinute / 60, minute = fromMinute % 60; hour < 24; hour++, minute = 0)
        {
            if (!Has(_hours, hour)) continue;
            for (int m = minute; m < 60; m++)
            {
                if (Has(_minutes, m)) return hour * 60 + m;
            }
        }

        return null;
    }

    private static bool Has(ulong mask, int bit) => (mask & (1UL << bit)) != 0;

    private static bool IsAny(string field) => field[0] is '*' or '?';

    private static string Expand(string text) => text.Trim() switch
    {
        "@hourly" => "0 * * * *",
        "@daily" or "@midnight" => "0 0 * * *",
        "@weekly" => "0 0 * * 0",
        "@monthly" => "0 0 1 * *",
        "@yearly" or "@annually" => "0 0 1 1 *",
        var other => other,
    };
}
