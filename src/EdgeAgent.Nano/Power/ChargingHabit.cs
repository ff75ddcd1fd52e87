using EdgeAgent.Nano.Storage;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano.Power;

/// <summary>
/// Learns when this device charges: the agent's hourly switching rates by weekday or weekend and half hour, played forward as a chain of two states without the
/// agent's corrections for age and past days; and how fast the charge rises and falls. Three tables of 192 doubles and two of 96 (6144 bytes); 1600 bytes stored.
/// </summary>
public sealed class ChargingHabit
{
    public const int Slots = 96;
    public const long SlotMs = 900_000;

    private const double HalfLifeDays = 60;
    private const double LongestStepHours = 2;

    // Hours of observation at which the confidence is one half.
    private const double ConfidentHours = 72;

    private readonly double[] _switches = new double[2 * SwitchingRates.Cells];
    private readonly double[] _exposure = new double[2 * SwitchingRates.Cells];
    private readonly double[] _rates = new double[2 * SwitchingRates.Cells];
    private readonly SocRates _rising = new SocRates();
    private readonly int _utcOffsetMinutes;
    private long _lastMs;
    private long _forgotMs;
    private int _state = -1;
    private double _socPct = double.NaN;
    private bool _isStale = true;

    public ChargingHabit(int utcOffsetMinutes)
    {
        _utcOffsetMinutes = utcOffsetMinutes;
    }

    /// <summary>Probability of charging in each quarter hour from the newest reading on; filled by <see cref="Forecast"/>.</summary>
    public double[] PCharging { get; } = new double[Slots];

    /// <summary>Expected charge at the start of each quarter hour, percent; NaN while the charge is not known. Filled by <see cref="Forecast"/>.</summary>
    public double[] SocPct { get; } = new double[Slots];

    /// <summary>How fast the charge rises and falls.</summary>
    public SocRates Rates => _rising;

    /// <summary>Start of slot 0, ms since 1970 UTC; 0 before the first reading.</summary>
    public long StartMs => _lastMs;

    /// <summary>0 to 1: how much has been seen.</summary>
    public double Confidence
    {
        get
        {
            double hours = 0;
            for (int i = 0; i < _exposure.Length; i++) hours += _exposure[i];
            return hours / (hours + ConfidentHours); // divisor: at least 72
        }
    }

    /// <summary>Learns from a reading; call only when the clock is set.</summary>
    /// <param name="socPct">NaN when not known.</param>
    public void Observe(bool isCharging, double socPct, long utcMs)
    {
        int state = isCharging ? 1 : 0;
        double hours = (utcMs - _lastMs) / 3_600_000.0;
        if (_state >= 0 && _lastMs > 0 && 0 < hours && hours <= LongestStepHours)
        {
            int cell = _state * SwitchingRates.Cells + Cell(_lastMs);
            _exposure[cell] += hours;
            if (state != _state) _switches[cell] += 1;
            else _rising.Observe(state, hours, socPct - _socPct);
        }

        Forget(utcMs);
        _state = state;
        _socPct = socPct;
        _lastMs = utcMs;
        _isStale = true;
    }

    /// <summary>Plays the chain forward from the newest reading.</summary>
    public void Forecast()
    {
        if (!_isStale || _lastMs == 0) return;
        _isStale = false;
        SwitchingRates.Fill(0, _switches, _exposure, _rates);
        SwitchingRates.Fill(1, _switches, _exposure, _rates);
        double p = _state;
        for (int k = 0; k < Slots; k++)
        {
            PCharging[k] = p;
            int cell = Cell(_lastMs + k * SlotMs);
            p = SwitchingRates.Next(p, SwitchingRates.Leave(0.25 * _rates[cell]), SwitchingRates.Leave(0.25 * _rates[SwitchingRates.Cells + cell]));
        }

        _rising.Project(_socPct, PCharging, SocPct);
    }

    /// <summary>Start of the next slot that more likely charges than not; 0 when there is none, now while charging.</summary>
    public long NextChargeMs()
    {
        Forecast();
        for (int k = 0; k < Slots; k++)
        {
            if (_lastMs > 0 && 0.5 <= PCharging[k]) return _lastMs + k * SlotMs;
        }

        return 0;
    }

    /// <summary>Expected end of the next charge, ms since 1970 UTC; 0 when unknown.</summary>
    public long ChargeEndMs()
    {
        bool isIn = false;
        for (int k = 0; k < Slots; k++)
        {
            if (0.5 <= PCharging[k]) isIn = true;
            else if (isIn) return _lastMs + k * SlotMs;
        }

        return 0;
    }

    public void Save(RecordWriter to)
    {
        to.Long(_lastMs);
        to.Long(_forgotMs);
        to.Int(_state);
        for (int i = 0; i < _switches.Length; i++) to.Int(Whole(_switches[i]));
        for (int i = 0; i < _exposure.Length; i++) to.Int(Whole(_exposure[i]));
        to.Double(_socPct);
        for (int i = 0; i < 2; i++)
        {
            to.Double(_rising.Rate[i]);
            to.Double(_rising.Hours[i]);
        }
    }

    public void Load(RecordReader from)
    {
        _lastMs = from.Long();
        _forgotMs = from.Long();
        _state = from.Int();
        for (int i = 0; i < _switches.Length; i++) _switches[i] = from.Int() / 10_000.0;
        for (int i = 0; i < _exposure.Length; i++) _exposure[i] = from.Int() / 10_000.0;
        if (from.HasMore) LoadRates(from);
        _isStale = true;
    }

    // A record of a firmware before 0.2 ends before them.
    private void LoadRates(RecordReader from)
    {
        _socPct = from.Double();
        for (int i = 0; i < 2; i++)
        {
            _rising.Rate[i] = from.Double();
            _rising.Hours[i] = from.Double();
        }
    }

    // Ten-thousandths: a switch that is nearly forgotten, or half a minute.
    private static int Whole(double value) => (int)(value * 10_000 + 0.5);

    private void Forget(long utcMs)
    {
        if (_forgotMs == 0) _forgotMs = utcMs;
        double days = (utcMs - _forgotMs) / 86_400_000.0;
        if (days < 1) return;
        double keep = Math.Pow(0.5, days / HalfLifeDays);
        for (int i = 0; i < _switches.Length; i++)
        {
            _switches[i] *= keep;
            _exposure[i] *= keep;
        }

        _forgotMs = utcMs;
    }

    // 1970-01-01 was a Thursday.
    private int Cell(long utcMs)
    {
        long localMin = utcMs / 60_000 + _utcOffsetMinutes;
        int halfHour = (int)(localMin / 30 % SwitchingRates.CellsPerDay), weekday = (int)((localMin / 1440 + 3) % 7);
        return weekday >= 5 ? SwitchingRates.CellsPerDay + halfHour : halfHour;
    }
}
