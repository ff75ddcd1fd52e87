using System.Buffers.Binary;
using EdgeAgent.Core.Time;
using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Forecast;

/// <summary>
/// The fallback without a model, for sites where charging has no habit: keeps usage samples by local hour of day, and finds the next time of the hour
/// with the least activity. Every sample counts with a half-life of two weeks. The next time is found on the wall clock, so that a day of 23 or 25
/// hours does not shift it.
/// </summary>
public sealed class LowestActivityHour
{
    private const byte StateVersion = 1;
    private const int StateBytes = 1 + 8 + 2 * 24 * 4;

    private readonly double[] _sum = new double[24];
    private readonly double[] _weight = new double[24];
    private long _lastMin = long.MinValue;

    /// <summary>Takes in one usage sample; <paramref name="activity"/> is any measure that grows with use (CPU percent, W).</summary>
    public void Observe(long utcMin, double activity, LocalClock clock)
    {
        if (double.IsNaN(activity) || utcMin < _lastMin) return;
        double keep = _lastMin == long.MinValue ? 1 : Math.Pow(0.5, (utcMin - _lastMin) / (QuietHour.HalfLifeDays * 1440));
        for (int h = 0; h < 24; h++)
        {
            _sum[h] *= keep;
            _weight[h] *= keep;
        }

        int hour = LocalClock.HalfHour(clock.ToLocalMin(utcMin)) / 2;
        _sum[hour] += activity;
        _weight[hour] += 1;
        _lastMin = utcMin;
    }

    /// <summary>The local hour of day with the least activity; null when nothing was seen. The earliest of equals.</summary>
    public int? Hour
    {
        get
        {
            int best = -1;
            for (int h = 0; h < 24; h++)
            {
                if (_weight[h] > QuietHour.FaintestWeight && (best < 0 || _sum[h] / _weight[h] < _sum[best] / _weight[best])) best = h;
            }

            return best < 0 ? null : best;
        }
    }

    /// <summary>Half of the day's hours have been seen; the minimum of fewer has little meaning.</summary>
    public bool IsKnown => _weight.Count(w => w > QuietHour.FaintestWeight) >= QuietHour.EnoughHours;

    /// <summary>The next start of that hour in minutes since 1970 UTC; now when it is that hour, an hour from now when nothing was seen.</summary>
    public long Next(long utcMin, LocalClock clock)
    {
        if (Hour is not { } hour) return utcMin + QuietHour.UsualMin;
        for (long at = utcMin; at < utcMin + 26 * 60; at++)
        {
            if (LocalClock.HalfHour(clock.ToLocalMin(at)) / 2 == hour) return at;
        }

        // The change of the clock in spring may skip the hour; the next day has it.
        return utcMin + 1440;
    }

    /// <summary>The collected samples as bytes for the store: version, newest minute, sums and weights as singles, little-endian.</summary>
    public byte[] Save()
    {
        var bytes = new byte[StateBytes];
        bytes[0] = StateVersion;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(1), _lastMin);
        for (int i = 0; i < 48; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(9 + 4 * i), (float)(i < 24 ? _sum[i] : _weight[i - 24]));
        return bytes;
    }

    /// <summary>Restores from saved bytes; false, and a new one, when they are of another version or size, or from the future.</summary>
    public static bool TryLoad(ReadOnlySpan<byte> bytes, long nowUtcMin, out LowestActivityHour loaded)
    {
        loaded = new LowestActivityHour();
        if (bytes.Length != StateBytes || bytes[0] != StateVersion) return false;
        long lastMin = BinaryPrimitives.ReadInt64LittleEndian(bytes[1..]);
        if (lastMin > nowUtcMin) return false;
        var numbers = new double[48];
        for (int i = 0; i < 48; i++) numbers[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(9 + 4 * i)..]);
        if (!Array.TrueForAll(numbers, double.IsFinite) || Array.Exists(numbers[24..], w => w < 0)) return false;
        loaded._lastMin = lastMin;
        numbers[..24].CopyTo(loaded._sum, 0);
        numbers[24..].CopyTo(loaded._weight, 0);
        return true;
    }
}
