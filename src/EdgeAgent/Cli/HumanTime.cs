using System.Globalization;
using System.Text.Json;

namespace EdgeAgent.Cli;

/// <summary>Formats times for people: in the local zone, with the distance from now.</summary>
internal sealed class HumanTime(TimeProvider clock)
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(6);

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, clock.LocalTimeZone);

    /// <summary>Such as <c>12:20 (in 1 h 20)</c>, <c>Tue 03:00 (in 16 h 0)</c>.</summary>
    public string Of(DateTimeOffset at) => $"{Clock(at)} ({Distance(at - Now)})";

    /// <summary>The field as a time for people; its text when it is not a time; empty when it is absent.</summary>
    public string Of(JsonElement element, string name)
    {
        if (At(element, name) is { } at) return Of(at);
        return JsonText.Of(element, name);
    }

    public static DateTimeOffset? At(JsonElement element, string name)
    {
        if (TryRead(JsonText.Of(element, name), out var at)) return at;
        return null;
    }

    public static bool TryRead(string text, out DateTimeOffset at)
    {
        at = default;
        // Only the time format of the contract is converted; other text that looks like a date is kept.
        return text.Length >= "2026-01-01T00:00:00Z".Length && text[^1] == 'Z' && text[10] == 'T'
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out at);
    }

    /// <summary>The time of day, with the day when it is not today.</summary>
    public string Clock(DateTimeOffset at)
    {
        var (local, today) = (Local(at), Local(Now));
        if (local.Date == today.Date) return local.ToString("HH:mm", CultureInfo.InvariantCulture);
        string form = (local - today).Duration() < Week ? "ddd HH:mm" : "yyyy-MM-dd HH:mm";
        return local.ToString(form, CultureInfo.InvariantCulture);
    }

    /// <summary>Such as <c>in 1 h 20</c>, <c>35 min ago</c>, <c>now</c>.</summary>
    public static string Distance(TimeSpan span)
    {
        if (span.Duration() < TimeSpan.FromMinutes(1)) return "now";
        if (span > TimeSpan.Zero) return $"in {Length(span)}";
        return $"{Length(-span)} ago";
    }

    public static string Length(TimeSpan span)
    {
        var rounded = TimeSpan.FromMinutes(Math.Round(span.TotalMinutes));
        if (rounded < TimeSpan.FromHours(1)) return $"{rounded.Minutes} min";
        if (rounded < TimeSpan.FromDays(1)) return $"{rounded.Hours} h {rounded.Minutes:00}";
        return $"{rounded.Days} d {rounded.Hours} h";
    }
}
