namespace EdgeAgent.Core.Calendar;

/// <summary>
/// Cron in a time zone. Where clocks go forward, a time of day that does not exist runs at the first instant that does; where they go
/// back, a time of day runs once, the first time. Schedules of pace (<see cref="Cron.IsInterval"/>) keep their pace through both.
/// </summary>
public static class CronCalendar
{
    // Larger than any change of offset in the zone database.
    private static readonly TimeSpan Near = TimeSpan.FromHours(3);

    /// <summary>First appointment after <paramref name="after"/>; null when there is none for decades.</summary>
    public static DateTimeOffset? Next(Cron cron, TimeZoneInfo zone, DateTimeOffset after)
    {
        if (after.Year is < 1971 or > 9000) return null;
        DateTime local = Local(after, zone);
        if (zone.GetUtcOffset(after - Near) == zone.GetUtcOffset(after + Near) && cron.NextLocal(local) is { } plain &&
            !zone.IsInvalidTime(plain) && !zone.IsAmbiguousTime(plain))
        {
            return Utc(plain, zone.GetUtcOffset(plain));
        }

        return NextNearChange(cron, zone, after, local);
    }

    private static DateTimeOffset? NextNearChange(Cron cron, TimeZoneInfo zone, DateTimeOffset after, DateTime local)
    {
        DateTimeOffset? best = null;
        DateTime? until = null;
        for (DateTime? l = cron.NextLocal(local - Near); l is { } candidate && !(candidate > until); l = cron.NextLocal(candidate))
        {
            foreach (DateTimeOffset instant in Instants(cron, zone, candidate))
            {
                if (instant > after && !(instant >= best)) best = instant;
            }

            if (best is not null) until ??= candidate + Near;
        }

        return best;
    }

    private static DateTimeOffset[] Instants(Cron cron, TimeZoneInfo zone, DateTime local)
    {
        if (zone.IsInvalidTime(local)) return cron.IsInterval ? [] : [EndOfGap(zone, local)];
        if (!zone.IsAmbiguousTime(local)) return [Utc(local, zone.GetUtcOffset(local))];
        TimeSpan[] offsets = zone.GetAmbiguousTimeOffsets(local);
        DateTimeOffset first = Utc(local, offsets.Max());
        return cron.IsInterval ? [first, Utc(local, offsets.Min())] : [first];
    }

    private static DateTimeOffset EndOfGap(TimeZoneInfo zone, DateTime local)
    {
        DateTime valid = local;
        for (int minute = 0; minute < 24 * 60 && zone.IsInvalidTime(valid); minute++) valid = valid.AddMinutes(1);
        return Utc(valid, zone.GetUtcOffset(valid));
    }

    private static DateTime Local(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).DateTime;

    private static DateTimeOffset Utc(DateTime local, TimeSpan offset) =>
        new(DateTime.SpecifyKind(local - offset, DateTimeKind.Utc), TimeSpan.Zero);
}
