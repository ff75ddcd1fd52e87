using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Power;

/// <summary>
/// What is known about the charge: coulombs counted, the gauge's word, the rest voltage behind the load, and the certain moments (full). A gauge
/// is believed unless the voltage contradicts it; a jump is believed after it stayed.
/// </summary>
internal sealed partial class ChargeEvidence(PackSpec? pack, EstimatorSettings settings, long[] rejected)
{
    // What is printed on a pack is often far from what it holds; once measured, the shunt's error is left.
    private const double RatedError = 0.2;
    private const double LearnedError = 0.04;

    // A wrong curve, or diffusion after a change of load, stays wrong for ten minutes and more.
    private const double VoltageCorrelationSeconds = 600;

    // Where nobody measures the load, the highest voltage of late was the least loaded one; it is let down by 20 mV per cell and minute, several times
    // faster than a discharge and slower than a burst of load.
    private const double RelaxVoltsPerHour = 1.2;

    private const double DiffusionHours = 90.0 / 3600;

    private static readonly TimeSpan RestTime = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan TrendTime = TimeSpan.FromMinutes(10);

    private readonly SocFilter _filter = new();
    private readonly PackLearning? _learning = pack is null ? null : new PackLearning(pack);

    private double _lastCurrent = double.NaN;
    private double _slowCurrent = double.NaN;
    private double _relaxedVolts = double.NaN;
    private double _toldCapacityAh = double.NaN;
    private double _toldHealthPct = double.NaN;
    private double _hours;
    private long _gaugeMs = -1;
    private long _otherMs = -1;
    private long _restSinceMs = -1;
    private double _trendSoc = double.NaN;
    private long _trendMs;
    private bool _isRestored;

    public SocFilter Filter => _filter;

    public PackLearning? Learning => _learning;

    /// <summary>A value was refused that the next samples may confirm. A gauge that goes on like that is not worth waking up for.</summary>
    public bool IsDoubtful => _rivalCount is > 0 and <= MostConfirmations;

    /// <summary>1 rising, -1 falling, 0 not known.</summary>
    public int Trend { get; private set; }

    /// <summary>Change of the charge over the last ten minutes as a share per hour; NaN until known.</summary>
    public double SlopePerHour { get; private set; } = double.NaN;

    public double CapacityAh => _learning?.CapacityAh ?? _toldCapacityAh;

    public double HealthPct => double.IsNaN(_toldHealthPct) ? _learning?.HealthPct ?? double.NaN : _toldHealthPct;

    public double SocPct => _filter.IsKnown ? 100 * _filter.Soc : double.NaN;

    public PowerQuality Quality(in Timestamp now)
    {
        if (!_filter.IsKnown) return PowerQuality.Estimated;
        if (IsRecent(_gaugeMs, now)) return PowerQuality.Measured;
        return IsRecent(_otherMs, now) ? PowerQuality.Estimated : PowerQuality.Stale;
    }

    public void Forget()
    {
        _filter.Forget();
        _learning?.Lost();
        _rivalCount = 0;
        _gaugeGood = double.NaN;
        _movedSinceGauge = 0;
        _lastCurrent = double.NaN;
    }

    /// <param name="hours">Time that passed for the pack since the update before.</param>
    /// <param name="charging">What the flow was judged to be in the update before.</param>
    public void Update(in FusedReading fused, double hours, ChargeStatus charging, in Timestamp now)
    {
        _hours += hours;
        if (!double.IsNaN(fused.FullCapacityMah)) TakeCapacity(fused.FullCapacityMah / 1000, fused.RatedCapacityMah / 1000);
        CountCoulombs(fused.FreshCurrentA, hours, now);
        FollowCurrent(fused.FreshCurrentA, hours);
        var rest = RestVoltage(fused, charging, hours);
        _learning?.Sample(fused.FreshVoltageV, fused.FreshCurrentA, fused.TemperatureC, now.DeviceTimeMs);
        if (!double.IsNaN(fused.FreshGaugePct)) TakeGauge(fused.FreshGaugePct / 100, rest, hours, now);
        if (rest.IsKnown) TakeVoltage(rest, fused.FreshCurrentA, hours, now);
        if (charging == ChargeStatus.Full && _filter.IsKnown && _filter.Agrees(1, 0.05)) TakeFull(hours);
        Follow(now);
    }

    /// <summary>Takes back a saved belief; time off makes it uncertain, so that the first evidence counts more.</summary>
    public void Restore(double soc, double variance, double resistanceOhm, int resistanceCount, double capacityAh, int capacityCount)
    {
        if (soc is >= 0 and <= 1 && variance > 0)
        {
            _filter.Set(soc, variance + 0.15 * 0.15);
            _isRestored = true;
        }

        _learning?.Restore(resistanceOhm, resistanceCount, capacityAh, capacityCount);
    }

    private bool IsRecent(long atMs, in Timestamp now) => atMs >= 0 && now.Since(atMs) <= settings.StaleAfter;

    private void TakeCapacity(double ampereHours, double ratedAh)
    {
        _toldCapacityAh = ampereHours;
        if (ratedAh > 0) _toldHealthPct = Math.Clamp(100 * ampereHours / ratedAh, 0, 100);
        _learning?.Told(ampereHours);
    }

    private void CountCoulombs(double current, double hours, in Timestamp now)
    {
        bool isCounted = !double.IsNaN(current) && !double.IsNaN(_lastCurrent) && hours <= settings.StaleAfter.TotalHours && CapacityAh > 0;
        if (isCounted)
        {
            double passed = 0.5 * (current + _lastCurrent) * hours;
            _filter.Count(passed, hours, CapacityAh, _learning is { CapacityCount: 0 } ? RatedError : LearnedError);
            _learning?.Passed(passed);
            _movedSinceGauge += passed / CapacityAh;
            if (_filter.IsKnown) _otherMs = now.DeviceTimeMs;
        }
        else if (hours > 0)
        {
            _filter.Wander(hours);
            _learning?.Lost();
        }

        _lastCurrent = current;
    }

    private void TakeVoltage(in RestEstimate rest, double current, double hours, in Timestamp now)
    {
        // A gauge in good standing knows its cells better than a curve out of a table; the voltage then only watches over it.
        bool gaugeRules = IsRecent(_gaugeMs, now) && _gaugeDoubt < 0.3 && Math.Abs(_movedSinceGauge) <= StuckSpan;
        if (gaugeRules && rest.Allows(_filter.Soc))
        {
            _otherMs = now.DeviceTimeMs;
        }
        else if (!_filter.IsKnown || _isRestored || _filter.Agrees(rest.Soc, rest.Deviation))
        {
            // The charge may have moved while the agent was away, so the first voltage counts in full.
            _filter.Correct(rest.Soc, rest.Deviation, _isRestored ? VoltageCorrelationSeconds : hours * 3600, VoltageCorrelationSeconds);
            _isRestored = false;
            _otherMs = now.DeviceTimeMs;
        }
        else
        {
            // A load that nobody measures may explain a low voltage. What nothing explains makes doubt grow eight times as fast as without any
            // evidence, so that a lasting contradiction wins within minutes.
            bool isExplained = rest.Allows(_filter.Soc);
            if (!isExplained) rejected[(int)RejectReason.Inconsistent]++;
            if (!isExplained) _filter.Wander(8 * hours);
        }

        bool isResting = Math.Abs(current) < 0.04 * CapacityAh;
        if (!isResting) _restSinceMs = -1;
        else if (_restSinceMs < 0) _restSinceMs = now.DeviceTimeMs;
        else if (now.Since(_restSinceMs) >= RestTime && rest.Deviation < 0.05) _learning?.Certain(rest.Soc);
    }

    private void TakeFull(double hours)
    {
        _filter.Correct(1, 0.01, hours * 3600, 60);
        _learning?.Certain(1);
    }

    private void Follow(in Timestamp now)
    {
        if (!_filter.IsKnown) return;
        if (double.IsNaN(_trendSoc))
        {
            (_trendSoc, _trendMs) = (_filter.Soc, now.DeviceTimeMs);
            return;
        }

        var span = now.Since(_trendMs);
        if (span < TrendTime) return;
        double moved = _filter.Soc - _trendSoc;
        SlopePerHour = moved / span.TotalHours;
        Trend = moved > 0.01 ? 1 : moved < -0.003 ? -1 : 0;
        (_trendSoc, _trendMs) = (_filter.Soc, now.DeviceTimeMs);
    }

    private RestEstimate RestVoltage(in FusedReading fused, ChargeStatus charging, double hours)
    {
        double volts = fused.FreshVoltageV;
        if (pack is null || double.IsNaN(volts)) return RestEstimate.Nothing;
        bool isBlind = double.IsNaN(fused.FreshCurrentA) && charging == ChargeStatus.Discharging;
        double relaxed = _relaxedVolts - pack.Cells * RelaxVoltsPerHour * hours;
        _relaxedVolts = isBlind && relaxed > volts ? relaxed : volts;
        return RestEstimate.From(pack, _relaxedVolts, _learning!.ResistanceOhm, fused, _slowCurrent, charging);
    }

    // The current as diffusion in the cells sees it: a minute and a half behind.
    private void FollowCurrent(double amperes, double hours)
    {
        double share = 1 - Math.Exp(-hours / DiffusionHours);
        if (double.IsNaN(_slowCurrent) || double.IsNaN(amperes)) _slowCurrent = amperes;
        else _slowCurrent += share * (amperes - _slowCurrent);
    }
}
