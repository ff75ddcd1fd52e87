namespace EdgeAgent.Core.Power;

/// <summary>
/// The first look at what one source says: values that no pack shows are taken out (NaN), the rest passes. Remembers the last believed
/// voltage, temperature and charge of this source to see jumps; a jump that the next samples confirm is believed.
/// </summary>
public sealed class SamplePlausibility(PackSpec? pack, EstimatorSettings settings, long[] rejected)
{
    // Sanity limits where the pack is not configured: one cell of a supercapacitor to a 48 V lead-acid bank while charging.
    private const double AnyPackLowest = 0.5;
    private const double AnyPackHighest = 65;

    // Gauges read a little over 100 % at the end of charge (MAX17048 data sheet, SOC register); more is nonsense.
    private const double HighestSocPct = 105;

    private readonly Track _voltage = new();
    private readonly Track _temperature = new();

    private double _lastCurrent = double.NaN;

    /// <summary>The reading with everything impossible removed; each removal is counted by reason.</summary>
    public PowerReading Filter(PowerReading reading)
    {
        if (IsAllZero(reading))
        {
            Count(RejectReason.AllZero);
            return new PowerReading { DeviceTimeMs = reading.DeviceTimeMs };
        }

        double current = InRange(reading.CurrentA, -CurrentLimit, CurrentLimit);
        double voltage = Voltage(InRange(reading.VoltageV, LowestVolts, HighestVolts), current, reading);
        _lastCurrent = current;
        return reading with
        {
            CurrentA = current,
            VoltageV = voltage,
            TemperatureC = Temperature(InRange(reading.TemperatureC, -45, 95), reading.DeviceTimeMs),
            SocPct = Math.Min(100, InRange(reading.SocPct, 0, HighestSocPct)),
            LoadW = InRange(reading.LoadW, 0, 2000),
            HarvestW = InRange(reading.HarvestW, 0, 5000),
            FullCapacityMah = InRange(reading.FullCapacityMah, 1, 1_000_000),
            RatedCapacityMah = InRange(reading.RatedCapacityMah, 1, 1_000_000),
        };
    }

    private double LowestVolts => pack is null ? AnyPackLowest : pack.Cells * CellCurve.LowestVolts(pack.Chemistry);

    private double HighestVolts => pack is null ? AnyPackHighest : pack.Cells * CellCurve.HighestVolts(pack.Chemistry);

    // 5 C would empty the pack in twelve minutes: beyond any board supply. A small pack may be charged from a strong source.
    private double CurrentLimit => pack is null ? 100 : Math.Max(10, 5 * pack.CapacityAh);

    // A pack that is there never shows 0 V; a bus that holds its lines low reads zero everywhere.
    private static bool IsAllZero(in PowerReading reading) =>
        reading.VoltageV == 0 && reading.CurrentA is 0 or double.NaN && reading.SocPct is 0 or double.NaN;

    private double InRange(double value, double lowest, double highest)
    {
        if (double.IsNaN(value)) return value;
        if (double.IsInfinity(value)) return Reject(RejectReason.NotFinite);
        if (value >= lowest && value <= highest) return value;
        return Reject(RejectReason.OutOfRange);
    }

    // Plugging in lifts a cell by some tenths of a volt at once, a load step drops it by I·R: 0.35 V per cell, plus what the measured
    // current explains, is possible in no time; a rest of 10 mV per cell and second besides.
    private double Voltage(double value, double current, in PowerReading reading)
    {
        if (double.IsNaN(value)) return value;
        int cells = pack?.Cells ?? Math.Max(1, (int)Math.Round(value / 3.8));
        double step = double.IsNaN(current) || double.IsNaN(_lastCurrent) ? 0 : Math.Abs(current - _lastCurrent);
        double allowed = cells * (0.35 + 0.15 * step + 0.010 * _voltage.SecondsBefore(reading.DeviceTimeMs));
        if (_voltage.Accept(value, reading.DeviceTimeMs, allowed, 0.1 * cells, settings.ConsistentSamples)) return value;
        return Reject(RejectReason.Jump);
    }

    // A pack has grams to kilograms of heat capacity; 5 K at once is a changed sensor or a lost bit, 0.5 K per second already a fire.
    private double Temperature(double value, long deviceTimeMs)
    {
        if (double.IsNaN(value)) return value;
        double allowed = 5 + 0.5 * _temperature.SecondsBefore(deviceTimeMs);
        if (_temperature.Accept(value, deviceTimeMs, allowed, 3, settings.ConsistentSamples)) return value;
        return Reject(RejectReason.Jump);
    }

    private double Reject(RejectReason reason)
    {
        Count(reason);
        return double.NaN;
    }

    private void Count(RejectReason reason) => rejected[(int)reason]++;

    /// <summary>The last believed value, and a rival that may replace it when it is seen often enough in a row.</summary>
    private sealed class Track
    {
        private double _last = double.NaN;
        private long _lastMs;
        private double _rival;
        private int _rivalCount;

        public double SecondsBefore(long deviceTimeMs)
        {
            if (double.IsNaN(_last)) return 0;
            return Math.Max(0, deviceTimeMs - _lastMs) / 1000.0;
        }

        public bool Accept(double value, long deviceTimeMs, double allowed, double rivalSpread, int needed)
        {
            if (double.IsNaN(_last) || Math.Abs(value - _last) <= allowed || IsConfirmed(value, rivalSpread, needed))
            {
                _last = value;
                _lastMs = deviceTimeMs;
                _rivalCount = 0;
                return true;
            }

            return false;
        }

        private bool IsConfirmed(double value, double spread, int needed)
        {
            _rivalCount = _rivalCount > 0 && Math.Abs(value - _rival) <= spread ? _rivalCount + 1 : 1;
            _rival = value;
            return _rivalCount >= needed;
        }
    }
}
