using EdgeAgent.Core.Time;
using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Forecast;

/// <summary>
/// Charging by quarter hour over the last weeks. Forecasts from what followed past moments like the present
/// one. Slots count quarter hours of the clock that the habit follows.
/// </summary>
internal sealed class SlotHistory
{
    public const int PerDay = 96;
    public const int Days = 98;
    private const int Size = Days * PerDay;
    public const int PackedBytes = Size / 4;
    private const sbyte Unknown = -1;

    private static readonly double[] DayWeight = [.. Enumerable.Range(0, Days).Select(d => Math.Pow(0.5, d / Analogues.HalfLifeDays))];

    /// <summary>-1 not known, 0 or 1; by slot from <see cref="_first"/> on.</summary>
    private readonly sbyte[] _state = new sbyte[Size];
    private readonly short[] _age = new short[Size];
    private long _first;

    /// <summary>Newest slot that was set.</summary>
    public long Newest { get; private set; } = long.MinValue;

    private readonly (int Back, double Weight)[] _alike = new (int, double)[Days * (2 * Analogues.Reach + 1)];
    private int _alikeCount;

    public void Set(long slot, int state)
    {
        if (Newest == long.MinValue || slot - Newest > Size) Clear(slot);
        while (Newest < slot) Append(Unknown);
        if (slot >= _first) Put((int)(slot - _first), state);
    }

    private void Clear(long slot)
    {
        Array.Fill(_state, Unknown);
        Array.Clear(_age);
        _first = slot;
        Newest = slot - 1;
    }

    private void Append(sbyte state)
    {
        // The table is full: the oldest day is dropped.
        if (Newest + 1 - _first == Size)
        {
            _state.AsSpan(PerDay).CopyTo(_state);
            _age.AsSpan(PerDay).CopyTo(_age);
            _first += PerDay;
        }

        Newest++;
        Put((int)(Newest - _first), state);
    }

    private void Put(int at, int state)
    {
        _state[at] = (sbyte)state;
        _age[at] = state >= 0 && at > 0 && _state[at - 1] == state ? (short)Math.Min(_age[at - 1] + 1, short.MaxValue - 1) : (short)0;
    }

    /// <summary>Four slots a byte, two bits each: state + 1; the newest last.</summary>
    public byte[] Pack()
    {
        var packed = new byte[PackedBytes];
        for (int i = 0; i < Size; i++) packed[i / 4] |= (byte)((At(Newest - Size + 1 + i) + 1) << (i % 4 * 2));
        return packed;
    }

    public void Unpack(ReadOnlySpan<byte> packed, long newest)
    {
        Newest = newest;
        if (newest == long.MinValue) return;
        _first = newest - Size + 1;
        for (int i = 0; i < Size; i++) Put(i, Math.Min((packed[i / 4] >> (i % 4 * 2) & 3) - 1, 1));
    }

    public int At(long slot) => Newest != long.MinValue && slot >= _first && slot <= Newest ? _state[slot - _first] : Unknown;

    /// <summary>Finds past moments like the newest one: same state, similar time of day, age of the state and part of the week.</summary>
    public void FindAlike()
    {
        _alikeCount = 0;
        int state = At(Newest);
        if (state < 0) return;
        int newest = (int)(Newest - _first), weekday = Weekday(Newest), yesterday = At(Newest - PerDay);
        for (int o = -Analogues.Reach; o <= Analogues.Reach; o++)
        {
            int daysFrom = Weekday(Newest + o) + 7 * Days;
            for (int d = 1; d < Days; d++)
            {
                int at = newest - d * PerDay + o;
                if (at < 0) break;
                if (_state[at] != state) continue;
                double w = DayWeight[d] * AgeWeight(_age[at], _age[newest]) / (1 + Math.Abs(o));
                int other = (daysFrom - d) % 7;
                if (other == weekday) w *= Analogues.SameWeekday;
                else if (other >= 5 != weekday >= 5) w *= Analogues.OtherWeekPart;
                int before = at >= PerDay ? _state[at - PerDay] : Unknown;
                if (before >= 0 && yesterday >= 0 && before != yesterday) w *= Analogues.OtherYesterday;
                _alike[_alikeCount++] = (d * PerDay - o, w);
            }
        }
    }

    // The shorter age as a share of the longer one, squared.
    private static double AgeWeight(int slots, int newestSlots)
    {
        double share = (Math.Min(slots, newestSlots) + Analogues.AgeSlots) / (Math.Max(slots, newestSlots) + Analogues.AgeSlots);
        return share * share;
    }

    /// <summary>Share of such moments with charging <paramref name="ahead"/> slots later, shrunk to <paramref name="prior"/>.</summary>
    public double Alike(int ahead, double prior)
    {
        double held = Analogues.UsualWeight * prior, weight = Analogues.UsualWeight;
        int target = (int)(Newest - _first) + ahead;
        foreach ((int back, double w) in _alike.AsSpan(0, _alikeCount))
        {
            if (back < ahead) continue;
            int y = _state[target - back];
            if (y < 0) continue;
            held += w * y;
            weight += w;
        }

        return held / weight;
    }

    private static int Weekday(long slot) => LocalClock.Weekday(slot * ChargeForecast.SlotMinutes);
}
