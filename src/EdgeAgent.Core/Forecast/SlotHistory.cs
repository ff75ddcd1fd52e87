namespace EdgeAgent.Core.Forecast;

/// <summary>
/// Charging by quarter hour of the last weeks, and what it says about hours to come: how often it charged at that time of day lately,
/// and how past moments like the present one went on. Slots count quarter hours of the clock that the habit follows.
/// </summary>
internal sealed class SlotHistory
{
    public const int PerDay = 96;
    public const int Days = 98;
    private const int Size = Days * PerDay;
    public const int PackedBytes = Size / 4;
    private const sbyte Unknown = -1;

    // How like the present a past moment must be. The optima are flat (README.md).
    private const double AgeWidth = 0.5;
    private const double OtherWeekPart = 0.3;
    private const double SameWeekday = 1.5;
    private const double OtherYesterday = 0.5;
    private const double HalfLifeDays = 45;
    private const int Reach = 1;

    private const double RecentHalfLifeDays = 7;
    private const int RecentDays = 21;
    private static readonly double[] RecentWeight = [.. Enumerable.Range(0, RecentDays).Select(d => Math.Pow(0.5, d / RecentHalfLifeDays))];

    /// <summary>Ring: -1 not known, 0 or 1.</summary>
    internal sbyte[] State { get; } = Filled();

    /// <summary>Newest slot that was set.</summary>
    internal long Newest { get; set; } = long.MinValue;

    private readonly short[] _age = new short[Size];
    private readonly (int Back, double Weight)[] _alike = new (int, double)[Days * (2 * Reach + 1)];
    private int _alikeCount;

    public void Set(long slot, int state)
    {
        if (Newest == long.MinValue || slot - Newest > Size) Clear(slot);
        for (; Newest < slot; Newest++) Put(Newest + 1, -1);
        if (slot > Newest - Size) Put(slot, state);
    }

    private void Clear(long slot)
    {
        Array.Fill(State, Unknown);
        Newest = slot - 1;
    }

    private void Put(long slot, int state)
    {
        int at = Index(slot), before = Index(slot - 1);
        State[at] = (sbyte)state;
        _age[at] = state >= 0 && State[before] == state ? (short)Math.Min(_age[before] + 1, short.MaxValue - 1) : (short)0;
    }

    /// <summary>Four slots a byte, two bits each: state + 1.</summary>
    public byte[] Pack()
    {
        var packed = new byte[PackedBytes];
        for (int i = 0; i < Size; i++) packed[i / 4] |= (byte)((State[i] + 1) << (i % 4 * 2));
        return packed;
    }

    public void Unpack(ReadOnlySpan<byte> packed, long newest)
    {
        Newest = newest;
        for (int i = 0; i < Size; i++) State[i] = (sbyte)Math.Min((packed[i / 4] >> (i % 4 * 2) & 3) - 1, 1);
        if (newest == long.MinValue) return;
        // Ages are counted again from the oldest slot on.
        for (long slot = newest - Size + 2; slot <= newest; slot++) Put(slot, At(slot));
    }

    public int At(long slot) => slot > Newest || slot <= Newest - Size ? Unknown : State[Index(slot)];

    /// <summary>Share of the last three weeks in which it charged at this time of day, newer days more; pulled to the mean.</summary>
    public double Recent(long slot, double mean)
    {
        long at = slot;
        while (at > Newest) at -= PerDay;
        double held = mean, weight = 1;
        for (int d = 0; d < RecentDays; d++, at -= PerDay)
        {
            int y = At(at);
            if (y < 0) continue;
            held += RecentWeight[d] * y;
            weight += RecentWeight[d];
        }

        return held / weight;
    }

    /// <summary>Looks past moments up that are like the newest one: same state, time of day, age of the state, part of the week.</summary>
    public void FindAlike()
    {
        _alikeCount = 0;
        int state = At(Newest);
        if (state < 0) return;
        double logAge = Math.Log(_age[Index(Newest)] + 2);
        int yesterday = At(Newest - PerDay);
        int weekday = Weekday(Newest);
        for (int d = 1; d < Days; d++)
        {
            double day = Math.Pow(0.5, d / HalfLifeDays);
            for (int o = -Reach; o <= Reach; o++)
            {
                long slot = Newest - d * PerDay + o;
                if (At(slot) != state) continue;
                double w = day * Math.Exp(-Math.Abs(Math.Log(_age[Index(slot)] + 2) - logAge) / AgeWidth) / (1 + Math.Abs(o));
                int other = Weekday(slot);
                w *= other == weekday ? SameWeekday : (other >= 5) == (weekday >= 5) ? 1 : OtherWeekPart;
                int before = At(slot - PerDay);
                if (before >= 0 && yesterday >= 0 && before != yesterday) w *= OtherYesterday;
                _alike[_alikeCount++] = (d * PerDay - o, w);
            }
        }
    }

    /// <summary>How often such moments were followed by charging <paramref name="ahead"/> slots later; pulled to <paramref name="prior"/>.</summary>
    public double Alike(int ahead, double prior)
    {
        const double priorWeight = 2;
        double held = priorWeight * prior, weight = priorWeight;
        for (int i = 0; i < _alikeCount; i++)
        {
            if (_alike[i].Back < ahead) continue;
            int y = At(Newest - _alike[i].Back + ahead);
            if (y < 0) continue;
            held += _alike[i].Weight * y;
            weight += _alike[i].Weight;
        }

        return held / weight;
    }

    private static int Weekday(long slot) => LocalClock.Weekday(slot * ChargeForecast.SlotMinutes);

    private static int Index(long slot) => (int)((slot % Size + Size) % Size);

    private static sbyte[] Filled()
    {
        var array = new sbyte[Size];
        Array.Fill(array, Unknown);
        return array;
    }
}
