namespace EdgeAgent.Nano.Json;

/// <summary>RFC 3339 times as milliseconds since 1970 UTC, with integer arithmetic only (years 1970 to 2399).</summary>
public static class Instant
{
    private const long DayMs = 86_400_000;
    private static readonly int[] DaysBefore = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365 };

    /// <summary><c>2026-07-01T08:30:00.000Z</c>.</summary>
    public static string Format(long utcMs)
    {
        long days = utcMs / DayMs;
        int inDay = (int)(utcMs % DayMs), year = 1970, month = 1;
        while (days >= DaysIn(year)) days -= DaysIn(year++);
        while (days >= MonthStart(year, month + 1)) month++;
        int day = (int)days - MonthStart(year, month) + 1;
        return Padded(year, 4) + "-" + Padded(month, 2) + "-" + Padded(day, 2) + "T" + Padded(inDay / 3_600_000, 2) + ":" + Padded(inDay / 60_000 % 60, 2)
            + ":" + Padded(inDay / 1000 % 60, 2) + "." + Padded(inDay % 1000, 3) + "Z";
    }

    /// <summary>Reads a time with <c>Z</c> or an offset; -1 when it is none.</summary>
    public static long Parse(string text)
    {
        if (text == null || text.Length < 20 || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != ' ') || text[13] != ':' || text[16] != ':') return -1;
        int year = Digits(text, 0, 4), month = Digits(text, 5, 2), day = Digits(text, 8, 2);
        int hour = Digits(text, 11, 2), minute = Digits(text, 14, 2), second = Digits(text, 17, 2);
        if (year < 1970 || year > 2399 || month < 1 || month > 12 || day < 1 || day > MonthStart(year, month + 1) - MonthStart(year, month)) return -1;
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return -1;
        int at = 19, ms = 0;
        if (text[at] == '.')
        {
            int weight = 100;
            for (at++; at < text.Length && text[at] >= '0' && text[at] <= '9'; at++)
            {
                ms += weight * (text[at] - '0');
                weight /= 10;
            }
        }

        long days = MonthStart(year, month) + day - 1;
        for (int y = 1970; y < year; y++) days += DaysIn(y);
        long offset = OffsetMs(text, at);
        if (offset == long.MinValue) return -1;
        return days * DayMs + hour * 3_600_000L + minute * 60_000L + second * 1000L + ms - offset;
    }

    private static long OffsetMs(string text, int at)
    {
        if (at == text.Length - 1 && (text[at] == 'Z' || text[at] == 'z')) return 0;
        if (at != text.Length - 6 || (text[at] != '+' && text[at] != '-') || text[at + 3] != ':') return long.MinValue;
        int hours = Digits(text, at + 1, 2), minutes = Digits(text, at + 4, 2);
        if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return long.MinValue;
        long offset = (hours * 60 + minutes) * 60_000L;
        return text[at] == '-' ? -offset : offset;
    }

    private static bool IsLeap(int year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    private static int DaysIn(int year) => IsLeap(year) ? 366 : 365;

    // Days of the year before a month; month 13 is the next year.
    private static int MonthStart(int year, int month) => DaysBefore[month - 1] + (month > 2 && IsLeap(year) ? 1 : 0);

    private static int Digits(string text, int at, int count)
    {
        int value = 0;
        for (int i = at; i < at + count; i++)
        {
            if (text[i] < '0' || text[i] > '9') return -1;
            value = value * 10 + (text[i] - '0');
        }

        return value;
    }

    private static string Padded(int value, int digits)
    {
        string text = value.ToString();
        while (text.Length < digits) text = "0" + text;
        return text;
    }
}
