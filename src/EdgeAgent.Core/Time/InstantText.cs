using System.Globalization;

namespace EdgeAgent.Core.Time;

/// <summary>Reads times in documents and settings.</summary>
public static class InstantText
{
    /// <summary>Reads RFC 3339 text of the years 1971 to 8999. The offset is required, because a local time would mean another instant on each device. Digits below 100 ns are cut off.</summary>
    public static bool TryRead(string? text, out DateTimeOffset at)
    {
        at = default;
        if (text is null || text.Length > 64) return false;
        string upper = WithTicksOnly(text.ToUpperInvariant());
        if (upper.Length < 20) return false;
        // .NET does not know leap seconds: second 60 is read as second 59, then one second is added.
        bool isLeap = upper[16..19] == ":60";
        if (isLeap) upper = upper[..17] + "59" + upper[19..];
        bool hasOffset = upper[^1] == 'Z' || upper[^6] is '+' or '-';
        bool read = hasOffset && DateTimeOffset.TryParseExact(
            upper, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out at);
        if (!read || at.Year is <= 1970 or >= 9000) return false;
        if (!isLeap) return true;
        // Leap seconds occur only at midnight UTC, so the result is the first second of the next day.
        at = at.AddSeconds(1);
        return at.TimeOfDay < TimeSpan.FromSeconds(1);
    }

    private static string WithTicksOnly(string text)
    {
        const int ticksDigits = 7;
        int point = text.IndexOf('.', StringComparison.Ordinal);
        if (point < 0) return text;
        int end = point + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        if (end - point - 1 > ticksDigits) return text[..(point + 1 + ticksDigits)] + text[end..];
        return text;
    }
}
