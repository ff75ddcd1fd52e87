using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Calendar;

/// <summary>Finds the instants at which a zone's offset changes. It uses offsets of instants only, which .NET computes correctly for every zone.</summary>
internal static class ZoneOffsets
{
    // No zone has two changes within this time that cancel each other.
    private static readonly TimeSpan Step = TimeSpan.FromDays(1);

    /// <summary>The first instant with a new offset that is later than <paramref name="after"/> and not later than <paramref name="upTo"/>; null when there is none.</summary>
    public static DateTimeOffset? FirstChange(TimeZoneInfo zone, DateTimeOffset after, DateTimeOffset upTo)
    {
        if (zone.GetAdjustmentRules().Length == 0) return null;
        TimeSpan offset = zone.GetUtcOffset(after);
        for (DateTimeOffset from = after; from < upTo; from += Step)
        {
            DateTimeOffset to = from + Order.Min(Step, upTo - from);
            if (zone.GetUtcOffset(to) != offset) return Bisect(zone, offset, from, to);
        }

        return null;
    }

    private static DateTimeOffset Bisect(TimeZoneInfo zone, TimeSpan offset, DateTimeOffset low, DateTimeOffset high)
    {
        while (high.UtcTicks - low.UtcTicks > 1)
        {
            DateTimeOffset middle = low + (high - low) / 2;
            if (zone.GetUtcOffset(middle) == offset) low = middle;
            else high = middle;
        }

        return high.ToUniversalTime();
    }
}
