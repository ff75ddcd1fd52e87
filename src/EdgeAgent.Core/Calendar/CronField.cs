using System.Globalization;

namespace EdgeAgent.Core.Calendar;

/// <summary>One field of a cron expression as a set of bits.</summary>
internal static class CronField
{
    public static bool TryParse(string text, string field, int min, int max, string[] names, out ulong mask, out string error)
    {
        mask = 0;
        error = "";
        foreach (string part in text.Split(','))
        {
            if (!TryParsePart(part, min, max, names, ref mask))
            {
                error = $"{field} '{text}' must be *, numbers {min}-{max}{(names.Length > 0 ? " or names" : "")}, ranges a-b, lists a,b and steps /n";
                return false;
            }
        }

        return true;
    }

    private static bool TryParsePart(string part, int min, int max, string[] names, ref ulong mask)
    {
        string[] stepped = part.Split('/');
        int step = 1;
        if (stepped.Length > 2 || (stepped.Length == 2 && !TryNumber(stepped[1], 1, max, [], 0, out step))) return false;
        if (!TryRange(stepped[0], min, max, names, stepped.Length == 2, out int from, out int to)) return false;
        for (int value = from; value <= to; value += step) mask |= 1UL << value;
        return true;
    }

    // "5/15" means from 5 to the end, as most readers of crontabs take it.
    private static bool TryRange(string text, int min, int max, string[] names, bool hasStep, out int from, out int to)
    {
        (from, to) = (min, max);
        if (text is "*" or "?") return true;
        string[] ends = text.Split('-');
        if (ends.Length > 2 || !TryNumber(ends[0], min, max, names, min, out from)) return false;
        to = hasStep ? max : from;
        return ends.Length == 1 || (TryNumber(ends[1], min, max, names, min, out to) && to >= from);
    }

    private static bool TryNumber(string text, int min, int max, string[] names, int firstName, out int value)
    {
        int named = Array.FindIndex(names, n => n.Equals(text, StringComparison.OrdinalIgnoreCase));
        value = named + firstName;
        return named >= 0
            || (text.Length <= 2 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= min && value <= max);
    }
}
