namespace EdgeAgent.Core.Time;

/// <summary>
/// Local wall clock within the forecast horizon: the present offset and at most one change (daylight saving) ahead. The caller
/// evaluates the time-zone rules.
/// </summary>
/// <param name="OffsetMin">Local time minus UTC now, minutes.</param>
/// <param name="ChangesAtMin">When the offset changes, minutes since 1970 UTC; <see cref="long.MaxValue"/> for never.</param>
/// <param name="OffsetAfterMin">Offset from then on, minutes.</param>
public readonly record struct LocalClock(int OffsetMin, long ChangesAtMin, int OffsetAfterMin)
{
    public static LocalClock Fixed(int offsetMin) => new(offsetMin, long.MaxValue, offsetMin);

    public long ToLocalMin(long utcMin) => utcMin + (utcMin < ChangesAtMin ? OffsetMin : OffsetAfterMin);

    /// <summary>Local half hour of the day, 0 to 47.</summary>
    public static int HalfHour(long localMin) => (int)(Mod(localMin, 1440) / 30);

    /// <summary>0 = Monday; 1970-01-01 was a Thursday.</summary>
    public static int Weekday(long localMin) => (int)(((ulong)(localMin + WeeksBefore) / 1440 + 3) % 7);

    // Whole weeks that make every time positive, since unsigned numbers divide fastest: the forecast asks for the weekday of each quarter hour.
    private const long WeeksBefore = 7 * 1440 * 1_000_000_000L;

    /// <summary>1 on Saturday and Sunday.</summary>
    public static int Weekend(long localMin)
    {
        if (Weekday(localMin) >= 5) return 1;
        return 0;
    }

    /// <summary>Index of the half hour by kind of day, 0 to 95: weekend * 48 + half hour.</summary>
    public static int Cell(long localMin) => Weekend(localMin) * 48 + HalfHour(localMin);

    public static long FloorDiv(long a, long b) => (a - Mod(a, b)) / b;

    private static long Mod(long a, long b) => (a % b + b) % b;
}
