using System.Globalization;
using EdgeAgent.Core.Time;
using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Forecast;

/// <summary>One announcement of power, in the arguments and the answer of <c>power</c>, in the store and (as text) in the configuration.</summary>
public sealed record AnnouncedPart
{
    /// <summary>The words and forms that are allowed.</summary>
    public const string Allowed = "days (daily, Mon, Mon-Fri, Sat,Sun, ...) with from and until as HH:MM of the local day, or from and until as RFC 3339 times (2030-01-31T08:00:00Z) without days; confidence from 0 to 1";

    private const string AllDays = "daily";
    private static readonly string[] DayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// <summary>True: there is power; false: there is none.</summary>
    public bool Power { get; init; }

    public string? Days { get; init; }
    public string? From { get; init; }
    public string? Until { get; init; }
    public double Confidence { get; init; } = Tilting.UsualConfidence;

    /// <summary>Null when a field is not as <see cref="Allowed"/> says, or when the announced time never begins.</summary>
    public AnnouncedPower? Read()
    {
        if (!(Confidence is >= 0 and <= 1)) return null;
        return string.IsNullOrEmpty(Days) ? ReadOnce() : ReadWeekly();
    }

    private AnnouncedPower? ReadOnce()
    {
        if (!TryTime(From, out long from) || !TryTime(Until, out long until) || until <= from) return null;
        return new AnnouncedPower(Power, Confidence) { FromUtcMin = from, UntilUtcMin = until };
    }

    private AnnouncedPower? ReadWeekly()
    {
        if (!TryMinute(From, out int from) || !TryMinute(Until, out int until) || !TryDays(Days!, out int days)) return null;
        return new AnnouncedPower(Power, Confidence) { Weekdays = days, StartMin = from, EndMin = until };
    }

    private static bool TryTime(string? text, out long utcMin)
    {
        bool isTime = InstantText.TryRead(text, out var time);
        utcMin = isTime ? time.ToUnixTimeSeconds() / 60 : 0;
        return isTime;
    }

    private static bool TryMinute(string? text, out int minute)
    {
        minute = 0;
        if (text == "24:00") return (minute = 1440) > 0;
        if (!TimeOnly.TryParseExact(text, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return false;
        minute = time.Hour * 60 + time.Minute;
        return true;
    }

    // "Mon-Fri,Sun": a range may cross the end of the week.
    private static bool TryDays(string text, out int days)
    {
        days = 0;
        if (text.Equals(AllDays, StringComparison.OrdinalIgnoreCase)) return (days = 0x7f) > 0;
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            int[] ends = [.. part.Split('-').Select(name => Array.FindIndex(DayNames, d => d.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase)))];
            if (ends.Length > 2 || ends.Contains(-1)) return false;
            for (int d = ends[0]; ; d = (d + 1) % 7)
            {
                days |= 1 << d;
                if (d == ends[^1]) break;
            }
        }

        return true;
    }
}
