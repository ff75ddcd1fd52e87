using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Forecast;

/// <summary>
/// Hours in which power is announced to be there or to be missing (load shedding, shore power, shop hours): once, or every week by the local clock.
/// </summary>
/// <param name="HasPower">True: there is power; false: there is none.</param>
/// <param name="Confidence">How often such an announcement holds, 0 to 1.</param>
public sealed record AnnouncedPower(bool HasPower, double Confidence)
{
    private const int Day = 1440;

    /// <summary>Minutes since 1970 UTC of the one time; ignored with <see cref="Weekdays"/>.</summary>
    public long FromUtcMin { get; init; }

    public long UntilUtcMin { get; init; }

    /// <summary>Days of the week on which it begins, one bit each from Monday on; 0: it happens once.</summary>
    public int Weekdays { get; init; }

    /// <summary>Minutes of the local day; an end that is not later than the start is on the next day.</summary>
    public int StartMin { get; init; }

    public int EndMin { get; init; }

    public bool Covers(long utcMin, LocalClock clock)
    {
        if (Weekdays == 0) return utcMin >= FromUtcMin && utcMin < UntilUtcMin;
        long local = clock.ToLocalMin(utcMin);
        int minute = (int)(local - LocalClock.FloorDiv(local, Day) * Day), today = LocalClock.Weekday(local);
        if (EndMin > StartMin) return IsOn(today) && minute >= StartMin && minute < EndMin;
        return IsOn(today) && minute >= StartMin || IsOn((today + 6) % 7) && minute < EndMin;
    }

    /// <summary>
    /// Mixes what is announced for a minute into the learned probability of charging <paramref name="p"/>: the announcement has the weight of its
    /// confidence, <paramref name="p"/> the rest. Of several that cover the minute the one with the highest confidence counts.
    /// </summary>
    public static double Blend(double p, IReadOnlyList<AnnouncedPower> announced, long utcMin, LocalClock clock)
    {
        AnnouncedPower? surest = null;
        foreach (AnnouncedPower a in announced)
        {
            if (a.Confidence > (surest?.Confidence ?? 0) && a.Covers(utcMin, clock)) surest = a;
        }

        if (surest is null) return p;
        double announcedP = surest.HasPower ? 1 : 0;
        return (1 - surest.Confidence) * p + surest.Confidence * announcedP;
    }

    private bool IsOn(int weekday) => (Weekdays >> weekday & 1) == 1;
}
