using EdgeAgent.Core.Calendar;
using NodaTime;
using NodaTime.TimeZones;

namespace EdgeAgent.Core.Tests.Scheduling;

/// <summary>
/// Compares the calendar with an independent zone database: around every change of offset of every zone in two years, the appointments are
/// those that NodaTime's mapping of each local minute gives.
/// </summary>
public class CalendarLawTests
{
    // Past years: databases of different age agree on them.
    private static readonly Instant Begin = Instant.FromUtc(2023, 1, 1, 0, 0);
    private static readonly Instant End = Instant.FromUtc(2025, 1, 1, 0, 0);
    private static readonly Duration Around = Duration.FromHours(8);

    private static readonly (string Cron, bool IsPace, Func<int, int, bool> Matches)[] Schedules =
    [
        ("0 0 * * *", false, (h, m) => h == 0 && m == 0),
        ("30 1 * * *", false, (h, m) => h == 1 && m == 30),
        ("0 2 * * *", false, (h, m) => h == 2 && m == 0),
        ("15,45 2,3 * * *", false, (h, m) => h is 2 or 3 && m is 15 or 45),
        ("30 23 * * *", false, (h, m) => h == 23 && m == 30),
        ("*/20 * * * *", true, (_, m) => m % 20 == 0),
        ("10 */2 * * *", true, (h, m) => h % 2 == 0 && m == 10),
        ("*/30 1-3 * * *", true, (h, m) => h is >= 1 and <= 3 && m % 30 == 0),
    ];

    [Fact]
    public void Around_every_change_of_the_clocks_in_two_years_every_zone_runs_what_an_independent_zone_database_says()
    {
        int changes = 0;
        var faults = new List<string>();
        foreach (string id in Zones())
        {
            TimeZoneInfo zone = World.Zone(id)!;
            DateTimeZone independent = DateTimeZoneProviders.Tzdb[id];
            if (!SameOffsets(zone, independent)) continue;
            foreach (Instant change in Changes(independent))
            {
                changes++;
                faults.AddRange(Schedules.Select(s => Compare(s, zone, independent, change)).OfType<string>());
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults.Take(20)) + $"\n{faults.Count} faults");
        Assert.InRange(changes, 200, 4000);
    }

    // A zone's rules differ between editions of the database now and then (Moldova's past was rewritten in 2026); many that differ are a fault.
    [Fact]
    public void Offsets_of_the_zones_agree_with_an_independent_zone_database() =>
        Assert.InRange(Zones().Count(id => !SameOffsets(World.Zone(id)!, DateTimeZoneProviders.Tzdb[id])), 0, 6);

    private static IEnumerable<string> Zones() =>
        TzdbDateTimeZoneSource.Default.CanonicalIdMap.Values.Distinct().Where(id => World.Zone(id) is not null);

    private static IEnumerable<Instant> Changes(DateTimeZone zone) =>
        zone.GetZoneIntervals(Begin, End).Where(i => i.HasStart && i.Start > Begin).Select(i => i.Start);

    private static bool SameOffsets(TimeZoneInfo zone, DateTimeZone independent) => Changes(independent)
        .SelectMany(change => Enumerable.Range(-6, 13).Select(hour => change + Duration.FromHours(hour)))
        .All(at => zone.GetUtcOffset(at.ToDateTimeOffset()) == independent.GetUtcOffset(at).ToTimeSpan());

    private static string? Compare((string Cron, bool IsPace, Func<int, int, bool> Matches) schedule, TimeZoneInfo zone, DateTimeZone independent, Instant change)
    {
        Assert.True(CronCalendar.TryParse(schedule.Cron, out CronCalendar? calendar, out _));
        Assert.Equal(schedule.IsPace, calendar!.IsInterval);
        Instant from = change - Around;
        Instant to = change + Around;
        var expected = Expected(schedule.IsPace, schedule.Matches, independent, from, to);
        var actual = new List<Instant>();
        for (DateTimeOffset? at = calendar.Next(zone, from.ToDateTimeOffset()); at < to.ToDateTimeOffset(); at = calendar.Next(zone, at.Value))
        {
            actual.Add(Instant.FromDateTimeOffset(at.Value));
        }

        return expected.SequenceEqual(actual)
            ? null
            : $"{independent.Id} '{schedule.Cron}' around {change}: missing {string.Join(' ', expected.Except(actual))}, too many {string.Join(' ', actual.Except(expected))}";
    }

    private static List<Instant> Expected(bool isPace, Func<int, int, bool> matches, DateTimeZone zone, Instant from, Instant to)
    {
        var found = new SortedSet<Instant>();
        LocalDateTime local = from.InZone(zone).LocalDateTime;
        LocalDateTime begin = new LocalDateTime(local.Year, local.Month, local.Day, local.Hour, 0).PlusHours(-3);
        for (int minute = 0; minute < (to - from).TotalMinutes + 6 * 60; minute += 5)
        {
            LocalDateTime candidate = begin.PlusMinutes(minute);
            if (!matches(candidate.Hour, candidate.Minute)) continue;
            ZoneLocalMapping mapping = zone.MapLocal(candidate);
            if (mapping.Count == 0) found.Add(mapping.LateInterval.Start);
            else found.Add(mapping.First().ToInstant());
            if (mapping.Count == 2 && isPace) found.Add(mapping.Last().ToInstant());
        }

        return [.. found.Where(i => i > from && i < to)];
    }
}
