using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Power;

/// <summary>Condenses samples into one <see cref="Rollup"/> per period. Each sample counts for the time since the one before it. Not thread-safe.</summary>
/// <param name="period">Length of a period; <see cref="PeriodFor"/> chooses it by the write budget.</param>
public sealed class RollupBuilder(TimeSpan period)
{
    // Bytes that a row writes to the medium. The log, the index and whole pages make a small commit about 16 KiB.
    private const double BytesPerRow = 16 * 1024;

    // After a longer gap, a sample is not representative of the time since the one before.
    private static readonly TimeSpan LongestGap = TimeSpan.FromMinutes(10);

    private static readonly int[] PeriodMinutes = [5, 15, 30, 60, 180, 360];

    private readonly long _periodMs = (long)period.TotalMilliseconds;

    private long _startMs = -1;
    private long _lastMs = -1;
    private int _samples;
    private double _seconds;
    private double _soc;
    private double _lowest;
    private double _hottest;
    private Mean _charge;
    private Mean _drain;
    private Mean _load;
    private Mean _harvest;
    private Mean _cpu;
    private double _external;
    private double _charging;
    private double _idle;

    /// <summary>The shortest period whose rows stay within <paramref name="bytesPerDay"/>; six hours when none does.</summary>
    public static TimeSpan PeriodFor(long bytesPerDay)
    {
        foreach (int minutes in PeriodMinutes)
        {
            if (24.0 * 60 / minutes * BytesPerRow <= bytesPerDay) return TimeSpan.FromMinutes(minutes);
        }

        return TimeSpan.FromMinutes(PeriodMinutes[^1]);
    }

    /// <summary>Takes a sample. Returns the rollup of the finished period when this sample begins a new one, else null.</summary>
    public Rollup? Add(PowerState power, SystemState system, in Timestamp now)
    {
        long start = now.DeviceTimeMs - now.DeviceTimeMs % _periodMs;
        var finished = start != _startMs ? Flush() : null;
        if (start != _startMs) Begin(start);
        double seconds = _lastMs >= 0 && now.Since(_lastMs) <= LongestGap ? now.Since(_lastMs).TotalSeconds : 0;
        _lastMs = now.DeviceTimeMs;
        Weigh(power, system, seconds);
        return finished;
    }

    /// <summary>The rollup of the present period so far, for the shutdown; null when it has no sample.</summary>
    public Rollup? Flush()
    {
        if (_samples == 0) return null;
        return new Rollup(
            _startMs, (int)Math.Round(_seconds), _samples, _soc, _lowest, _charge.Value, _drain.Value, _load.Value, _harvest.Value, _cpu.Value, _hottest,
            Share(_external), Share(_charging), Share(_idle));
    }

    private double Share(double seconds)
    {
        if (_seconds > 0) return seconds / _seconds;
        return double.NaN;
    }

    private void Begin(long startMs)
    {
        _startMs = startMs;
        _samples = 0;
        _seconds = _external = _charging = _idle = 0;
        _soc = _lowest = _hottest = double.NaN;
        _charge = _drain = _load = _harvest = _cpu = default;
    }

    private void Weigh(PowerState power, SystemState system, double seconds)
    {
        _samples++;
        _seconds += seconds;
        if (power.SocPct is { } soc && power.Quality != PowerQuality.Stale)
        {
            _soc = soc;
            if (!(_lowest <= soc)) _lowest = soc;
        }

        if (system.CpuTemperatureC is { } celsius && !(_hottest >= celsius)) _hottest = celsius;
        _charge.Add(power.PowerW is { } into ? Math.Max(0, into) : null, seconds);
        _drain.Add(power.PowerW is { } from ? Math.Max(0, -from) : null, seconds);
        _load.Add(power.LoadW, seconds);
        _harvest.Add(power.HarvestW, seconds);
        _cpu.Add(system.CpuPct, seconds);
        if (power.Source == PowerSource.External) _external += seconds;
        if (power.Charging == ChargeStatus.Charging) _charging += seconds;
        if (system.IsIdle) _idle += seconds;
    }

    /// <summary>Mean of the known values, weighted by time.</summary>
    private struct Mean
    {
        private double _sum;
        private double _seconds;

        public readonly double Value => _seconds > 0 ? _sum / _seconds : double.NaN;

        public void Add(double? value, double seconds)
        {
            if (value is not { } known) return;
            _sum += known * seconds;
            _seconds += seconds;
        }
    }
}
