using EdgeAgent.Nano.Storage;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano.Power;

/// <summary>
/// What the firmware believes about its pack. The same filter, curves and thresholds as the agent; the evidence is simpler, because a device that sleeps sees its
/// pack at rest each time it wakes: rest voltage and gauge correct the belief, and time asleep makes it fade. Coulombs are not counted, since nothing measures
/// them in deep sleep.
/// </summary>
public sealed class BatteryEstimator
{
    // Standard deviation of a gauge (MAX17048), and how long its errors and those of a rest voltage last; as in the agent.
    private const double GaugeDeviation = 0.02;
    private const double GaugeCorrelationSeconds = 60;
    private const double VoltageCorrelationSeconds = 600;

    // Below this a current has no sign: offset of the shunt amplifier.
    private const double DeadbandA = 0.015;

    // The gauge's rate wanders by rounding below this, percent per hour.
    private const double SteadyPctPerHour = 0.5;

    /// <summary>External power must be seen for this long to count as settled; contract section 5.</summary>
    public const long SettleMs = 120_000;

    /// <summary>A longer span without a look may hide a break.</summary>
    private const long LongestGapMs = 2 * 3_600_000;

    private const double FullPct = 97;
    private const double LowPct = 30;

    private readonly SocFilter _filter = new SocFilter();
    private readonly PowerSettings _settings;
    private long _lastMs;
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

    /// <summary>A low charge needs another look before it counts: nothing is stopped for one sample.</summary>
    public bool WantsConfirmation => _lowCount == 1;

    public void Update(BatteryReading reading, long nowMs)
    {
        double hours = _lastMs == 0 || nowMs < _lastMs ? 0 : (nowMs - _lastMs) / 3_600_000.0;
        bool isGap = _lastMs == 0 || nowMs - _lastMs > LongestGapMs;
        _lastMs = nowMs;
        _filter.Wander(hours);
        if (!reading.HasAny)
        {
            Quality = PowerQuality.Stale;
            if (reading.ExternalPower != Presence.Absent) return;
        }
        else
        {
            Reading = reading;
            Quality = double.IsNaN(reading.GaugePct) ? PowerQuality.Estimated : PowerQuality.Measured;
            TakeEvidence(reading, hours);
        }

        JudgeInput(reading, nowMs, isGap);
        Publish(100 * _filter.Soc);
    }

    public void Save(RecordWriter to)
    {
        to.Double(_filter.Soc);
        to.Double(_filter.Variance);
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
        if (0 <= soc && soc <= 1 && 0 < variance) _filter.Set(soc, variance);
    }

    /// <summary>The wall clock was set: spans keep their length.</summary>
    public void Shift(long byMs)
    {
        if (_lastMs > 0) _lastMs += byMs;
        if (_presentSinceMs > 0) _presentSinceMs += byMs;
    }

    private void TakeEvidence(BatteryReading reading, double hours)
    {
        double seconds = hours * 3600;
        if (!double.IsNaN(reading.GaugePct))
        {
            double gauge = reading.GaugePct / 100;
            // A gauge that jumps has been reset, or the pack was changed: its word counts anew.
            if (_filter.IsKnown && !_filter.Agrees(gauge, GaugeDeviation)) _filter.Forget();
            _filter.Correct(gauge, GaugeDeviation, seconds, GaugeCorrelationSeconds);
            return;
        }

        double amperes = double.IsNaN(reading.CurrentA) ? 0 : reading.CurrentA;
        double rest = (reading.VoltageV - amperes * _settings.ResistanceOhms) / _settings.Cells; // divisor: 1 to 6, checked by the settings
        double unsure = 0.3 * (amperes < 0 ? -amperes : amperes) * _settings.ResistanceOhms / _settings.Cells; // divisor: 1 to 6, checked by the settings
        double scatter = CellCurve.CurveScatterVolts(_settings.Chemistry);
        double volts = Math.Sqrt(scatter * scatter + unsure * unsure);
        double low = CellCurve.StateOfCharge(_settings.Chemistry, rest - volts, double.NaN);
        double high = CellCurve.StateOfCharge(_settings.Chemistry, rest + volts, double.NaN);
        double soc = CellCurve.StateOfCharge(_settings.Chemistry, rest, double.NaN);
        _filter.Correct(soc, Math.Max(0.02, (high - low) / 2), seconds, VoltageCorrelationSeconds);
    }

    private void JudgeInput(BatteryReading reading, long nowMs, bool isGap)
    {
        bool isPresent = IsPresent(reading);
        if (!isPresent) _presentSinceMs = 0;
        else if (_presentSinceMs == 0 || isGap) _presentSinceMs = nowMs;
        Source = isPresent ? PowerSource.External : PowerSource.Battery;
        bool isFull = isPresent && _filter.IsKnown && FullPct <= 100 * _filter.Soc && !(_settings.CapacityMah / 20_000 < reading.CurrentA);
        IsPowered = isPresent && (isFull || nowMs - _presentSinceMs >= SettleMs);
        if (!isPresent) Charging = ChargeStatus.Discharging;
        else if (isFull) Charging = ChargeStatus.Full;
        else Charging = IsFlowingIn(reading) ? ChargeStatus.Charging : ChargeStatus.NotCharging;
    }

    // A line that is wired decides; otherwise what flows into the pack does.
    private static bool IsPresent(BatteryReading reading)
    {
        if (reading.ExternalPower != Presence.Unknown) return reading.ExternalPower == Presence.Present;
        return IsFlowingIn(reading);
    }

    private static bool IsFlowingIn(BatteryReading reading) =>
        double.IsNaN(reading.CurrentA) ? SteadyPctPerHour < reading.RatePctPerHour : DeadbandA < reading.CurrentA;

    // Below the low limit the charge falls only when a second look says the same.
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
