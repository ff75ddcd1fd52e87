namespace EdgeAgent.Core.Forecast;

/// <summary>The newest switches (minute, direction), in which the same switch a day or a week ago is looked up. A ring of fixed size.</summary>
internal sealed class SwitchLog
{
    public const int Capacity = 64;
    public const int LagBins = 5;

    /// <summary>Minute since 1970 UTC * 2 + state that was left; 0 = empty.</summary>
    internal long[] Entries { get; } = new long[Capacity];

    internal int Next { get; set; }

    public void Add(long utcMin, int left)
    {
        Entries[Next] = utcMin * 2 + left;
        Next = (Next + 1) % Capacity;
    }

    /// <summary>
    /// Where a past time lies relative to the nearest switch that left <paramref name="state"/>: 0 none within 90 min, 1 it came
    /// 30-90 min later, 2 up to 30 min later, 3 up to 30 min earlier, 4 30-90 min earlier.
    /// </summary>
    public int Bin(int state, long utcMin)
    {
        long best = long.MaxValue;
        foreach (long entry in Entries)
        {
            if (entry == 0 || (entry & 1) != state) continue;
            long distance = utcMin - (entry >> 1);
            if (Math.Abs(distance) < Math.Abs(best)) best = distance;
        }

        return Bin(best);
    }

    /// <summary><see cref="Bin(int, long)"/> for even steps of time in one walk over the ring, which is in order of time.</summary>
    public void Fill(int state, long fromMin, int stepMin, Span<int> bins)
    {
        Span<long> times = stackalloc long[Capacity];
        int count = 0, near = 0;
        for (int i = 0; i < Capacity; i++)
        {
            long entry = Entries[(Next + i) % Capacity];
            if (entry != 0 && (entry & 1) == state) times[count++] = entry >> 1;
        }

        for (int k = 0; k < bins.Length; k++)
        {
            long at = fromMin + (long)k * stepMin;
            while (near + 1 < count && Math.Abs(at - times[near + 1]) < Math.Abs(at - times[near])) near++;
            bins[k] = Bin(count == 0 ? long.MaxValue : at - times[near]);
        }
    }

    private static int Bin(long distance) => distance switch
    {
        < -90 or > 90 => 0,
        < -30 => 1,
        < 0 => 2,
        <= 30 => 3,
        _ => 4,
    };
}
