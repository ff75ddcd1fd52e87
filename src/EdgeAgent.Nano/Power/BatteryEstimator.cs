using EdgeAgent.Nano.Storage;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano.Power;

/// <summary>
/// Estimates the charge of the pack with the agent's own weighing of gauge and voltage, curves and thresholds. A sleeping device reads its pack at rest each time it
/// wakes, and the estimate becomes less certain with the time asleep. Coulombs are not counted, because nothing measures them in deep sleep.
/// </summary>
public sealed class BatteryEstimator
{
    // Number of readings after which a gauge that jumped is accepted; as in the agent.
    private const int Confirmations = 3;

    // Below this a current has no sign: offset of the shunt amplifier.
    private const double DeadbandA = 0.015;

    // The gauge's rate wanders by rounding below this, percent per hour.
    private const double SteadyPctPerHour = 0.5;

    /// <summary>External power must be seen for this long to count as settled; contract section 5.</summary>
    public const long SettleMs = 120_000;

    /// <summary>Longest gap between readings, ms: a longer one may hide an interruption.</summary>
    private const long LongestGapMs = 2 * 3_600_000;

    private const double FullPct = 97;
    private const double LowPct = 30;

    private readonly SocEvidence _evidence = new SocEvidence(Confirmations);
    private readonly double[] _kept = new double[SocEvidence.StateCount];
    private readonly PowerSettings _settings;
    private long _lastMs;

    // Time that passed for the pack; unlike the wall clock it is never set.
    private long _packMs;
    private long _presentSinceMs;
    private int _lowCount;

    public BatteryEstimator(PowerSettings settings)
    {
        _settings = settings;
    }

    /// <summary>Percent; NaN until known.</summary>
    public double SocPct { get; private set; } = double.NaN;

    public BatteryReading Reading { get; private set; } = new BatteryReading();

    public PowerSource Source { get; private set; }

    public ChargeStatus Charging { get; private set; }

    public PowerQuality Quality { get; private set; }

    /// <summary>External power, seen for two minutes or with a full pack.</summary>
    public bool IsPowered { get; private set; }

    public bool IsKnown => !double.IsNaN(SocPct) && Quality != PowerQuality.Stale;

    /// <summary>A low charge, or a gauge that jumped, needs another reading before it counts: one sample stops nothing.</summary>
    public bool WantsConfirmation => _lowCount == 1 || _evidence.IsDoubtful;

    public void Update(BatteryReading reading, long nowMs)
    {
        double hours = _lastMs == 0 || nowMs < _lastMs ? 0 : (nowMs - _lastMs) / 3_600_000.0;
        bool isGap = _lastMs == 0 || nowMs - _lastMs > LongestGapMs;
        _lastMs = nowMs;
        _packMs += (long)(hours * 3_600_000);
        _evidence.Begin(hours, _packMs);
        _evidence.Filter.Wander(hours);
        if (!reading.HasAny)
        {
            Quality = PowerQuality.Stale;
            if (reading.ExternalPower != Presence.Absent) return;
        }
        else
        {
            Reading = reading;
            TakeEvidence(reading);
            Quality = IsGaugeRecent(reading) ? PowerQuality.Measured : PowerQuality.Estimated;
        }

        JudgeInput(reading, nowMs, isGap);
        Publish(100 * _evidence.Filter.Soc);
    }

    public void Save(RecordWriter to)
    {
        to.Double(_evidence.Filter.Soc);
        to.Double(_evidence.Filter.Variance);
        to.Double(SocPct);
        to.Long(_lastMs);
        to.Long(_presentSinceMs);
        to.Byte((int)Source);
        to.Byte((int)Charging);
    }

    public void Load(RecordReader from)
    {
        double soc = from.Double(), variance = from.Double();
        SocPct = from.Double();
        _lastMs = from.Long();
        _presentSinceMs = from.Long();
        Source = (PowerSource)from.Byte();
        Charging = (ChargeStatus)from.Byte();
        if (0 <= soc && soc <= 1 && 0 < variance) _evidence.Filter.Set(soc, variance);
    }

    /// <summary>Saves the state of the gauge's weighing. It is at the end of the record, because it was added later.</summary>
    public void SaveEvidence(RecordWriter to)
    {
        to.Long(_packMs);
        _evidence.CopyTo(_kept);
        for (int i = 0; i < _kept.Length; i++) to.Double(_kept[i]);
    }

    public void LoadEvidence(RecordReader from)
    {
        _packMs = from.Long();
        for (int i = 0; i < _kept.Length; i++) _kept[i] = from.Double();
        _evidence.TakeBack(_kept);
    }

    /// <summary>The device was off for an unknown time and the pack may be another one, so the first evidence counts in full.</summary>
    public void WasOff() => _evidence.Restore(_evidence.Filter.Soc, _evidence.Filter.Variance);

    /// <summary>The wall clock was set: spans keep their length.</summary>
    public void Shift(long byMs)
    {
        if (_lastMs > 0) _lastMs += byMs;
        if (_presentSinceMs > 0) _presentSinceMs += byMs;
    }

    private void TakeEvidence(BatteryReading reading)
    {
        RestEstimate rest = double.IsNaN(reading.VoltageV) ? new RestEstimate() : new RestEstimate(Facts(reading));
        if (!double.IsNaN(reading.GaugePct)) _evidence.TakeGauge(reading.GaugePct / 100, rest);
        if (rest.IsKnown) _evidence.TakeVoltage(rest, IsGaugeRecent(reading));
    }

    private bool IsGaugeRecent(BatteryReading reading) =>
        !double.IsNaN(reading.GaugePct) && _evidence.GaugeMs >= 0 && _packMs - _evidence.GaugeMs <= LongestGapMs;

    private RestFacts Facts(BatteryReading reading) => new RestFacts
    {
        Chemistry = _settings.Chemistry,
        Cells = _settings.Cells,
        CapacityAh = _settings.CapacityMah / 1000,
        OhmAt25 = _settings.ResistanceOhms,
        Volts = reading.VoltageV,
        Amperes = reading.CurrentA,
        // A charging current also flowed while the board slept; the board's own draw began when it woke.
        SlowAmperes = 0 < reading.CurrentA ? reading.CurrentA : 0,
        Charging = Charging,
    };

    private void JudgeInput(BatteryReading reading, long nowMs, bool isGap)
    {
        bool isPresent = IsPresent(reading);
        if (!isPresent) _presentSinceMs = 0;
        else if (_presentSinceMs == 0 || isGap) _presentSinceMs = nowMs;
        Source = isPresent ? PowerSource.External : PowerSource.Battery;
        bool isFull = isPresent && _evidence.Filter.IsKnown && FullPct <= 100 * _evidence.Filter.Soc && !(_settings.CapacityMah / 20_000 < reading.CurrentA);
        IsPowered = isPresent && (isFull || nowMs - _presentSinceMs >= SettleMs);
        if (!isPresent) Charging = ChargeStatus.Discharging;
        else if (isFull) Charging = ChargeStatus.Full;
        else Charging = IsFlowingIn(reading) ? ChargeStatus.Charging : ChargeStatus.NotCharging;
    }

    // A wired line decides; without one a current into the pack does.
    private static bool IsPresent(BatteryReading reading)
    {
        if (reading.ExternalPower != Presence.Unknown) return reading.ExternalPower == Presence.Present;
        return IsFlowingIn(reading);
    }

    private static bool IsFlowingIn(BatteryReading reading) =>
        double.IsNaN(reading.CurrentA) ? SteadyPctPerHour < reading.RatePctPerHour : DeadbandA < reading.CurrentA;

    // Below the low limit the charge falls only when a second reading confirms it.
    private void Publish(double socPct)
    {
        if (double.IsNaN(socPct)) return;
        bool isNewLow = socPct < LowPct && !(SocPct < LowPct + 1);
        _lowCount = isNewLow ? _lowCount + 1 : 0;
        if (!isNewLow || _lowCount >= 2)
        {
            SocPct = socPct;
            _lowCount = 0;
        }
    }
}
