namespace EdgeAgent.Core.Power;

/// <summary>
/// Checks the readings of one source: impossible values are replaced by NaN. It keeps the last accepted voltage and temperature to detect
/// jumps; a jump that further samples confirm is accepted. Not thread-safe.
/// </summary>
public sealed class SamplePlausibility(PackSpec? pack, EstimatorSettings settings, long[] rejected)
{
    // Voltage limits when no pack is configured, V: from one supercapacitor cell to a 48 V lead-acid bank that charges.
    private const double AnyPackLowest = 0.5;
    private const double AnyPackHighest = 65;

    // Gauges read a little over 100 % at the end of charge (MAX17048 data sheet, SOC register); higher values are wrong.
    private const double HighestSocPct = 105;

    private readonly Track _voltage = new();
    private readonly Track _temperature = new();

    private double _lastCurrent = double.NaN;

    /// <summary>The reading with impossible values replaced by NaN; each one is counted by its reason.</summary>
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

    // A current of 5 C empties the pack in twelve minutes, more than any board draws. For small packs 10 A allow a strong charger.
    private double CurrentLimit => pack is null ? 100 : Math.Max(10, 5 * pack.CapacityAh);

    // A connected pack never has 0 V; a bus whose lines are stuck low reads zero everywhere.
    private static bool IsAllZero(in PowerReading reading) =>
        reading.VoltageV == 0 && reading.CurrentA is 0 or double.NaN && reading.SocPct is 0 or double.NaN;

    private double InRange(double value, double lowest, double highest)
    {
        if (double.IsNaN(value)) return value;
        if (double.IsInfinity(value)) return Reject(RejectReason.NotFinite);
        if (value >= lowest && value <= highest) return value;
        return Reject(RejectReason.OutOfRange);
    }

    // Plugging in raises a cell by some tenths of a volt at once, and a load step lowers it by I·R. Allowed at once: 0.35 V per cell and
    // 0.15 V per cell and ampere of a measured step; in addition 10 mV per cell and second since the last value.
    private double Voltage(double value, double current, in PowerReading reading)
    {
        if (double.IsNaN(value)) return value;
        int cells = pack?.Cells ?? Math.Max(1, (int)Math.Round(value / 3.8));
        double step = double.IsNaN(current) || double.IsNaN(_lastCurrent) ? 0 : Math.Abs(current - _lastCurrent);
        double allowed = cells * (0.35 + 0.15 * step + 0.010 * _voltage.SecondsBefore(reading.DeviceTimeMs));
        if (_voltage.Accept(value, reading.DeviceTimeMs, allowed, 0.1 * cells, settings.ConsistentSamples)) return value;
        return Reject(RejectReason.Jump);
    }

    // A pack's heat capacity allows slow changes only. Allowed are 5 K at once, for another sensor or its error, and 0.5 K per second, as in a fire.
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

    /// <summary>The last accepted value, and a differing value that replaces it once enough samples in a row show it.</summary>
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
            if (_rivalCount > 0 && Math.Abs(value - _rival) <= spread) _rivalCount++;
            else _rivalCount = 1;
            _rival = value;
            return _rivalCount >= needed;
        }
    }
}
