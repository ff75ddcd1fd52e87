using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Power;

/// <summary>
/// What is known about the charge: coulombs counted, the gauge's word, the rest voltage behind the load, and the certain moments (full). What is believed is
/// weighed by <see cref="SocEvidence"/>; here is what only a device sees that samples all the time.
/// </summary>
internal sealed class ChargeEvidence(PackSpec? pack, EstimatorSettings settings, long[] rejected)
{
    // What is printed on a pack is often far from what it holds; once measured, the shunt's error is left.
    private const double RatedError = 0.2;
    private const double LearnedError = 0.04;

    // Where nobody measures the load, the highest voltage of late was the least loaded one; it is let down by 20 mV per cell and minute, several times
    // faster than a discharge and slower than a burst of load.
    private const double RelaxVoltsPerHour = 1.2;

    private const double DiffusionHours = 90.0 / 3600;

    private static readonly TimeSpan RestTime = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan TrendTime = TimeSpan.FromMinutes(10);

    private readonly SocEvidence _evidence = new(settings.ConsistentSamples);
    private readonly PackLearning? _learning = pack is null ? null : new PackLearning(pack);

    private double _lastCurrent = double.NaN;
    private double _slowCurrent = double.NaN;
    private double _relaxedVolts = double.NaN;
    private double _toldCapacityAh = double.NaN;
    private double _toldHealthPct = double.NaN;
    private long _otherMs = -1;
    private long _restSinceMs = -1;
    private double _trendSoc = double.NaN;
    private long _trendMs;

    public SocFilter Filter => _evidence.Filter;

    public PackLearning? Learning => _learning;

    /// <summary>A value was refused that the next samples may confirm. A gauge that goes on like that is not worth waking up for.</summary>
    public bool IsDoubtful => _evidence.IsDoubtful;

    /// <summary>1 rising, -1 falling, 0 not known.</summary>
    public int Trend { get; private set; }

    /// <summary>Change of the charge over the last ten minutes as a share per hour; NaN until known.</summary>
    public double SlopePerHour { get; private set; } = double.NaN;

    public double CapacityAh => _learning?.CapacityAh ?? _toldCapacityAh;

    public double HealthPct => double.IsNaN(_toldHealthPct) ? _learning?.HealthPct ?? double.NaN : _toldHealthPct;

    public double SocPct => Filter.IsKnown ? 100 * Filter.Soc : double.NaN;

    public PowerQuality Quality(in Timestamp now)
    {
        if (!Filter.IsKnown) return PowerQuality.Estimated;
        if (IsRecent(_evidence.GaugeMs, now)) return PowerQuality.Measured;
        return IsRecent(_otherMs, now) ? PowerQuality.Estimated : PowerQuality.Stale;
    }

    public void Forget()
    {
        _evidence.Forget();
        _learning?.Lost();
        _lastCurrent = double.NaN;
    }

    /// <param name="hours">Time that passed for the pack since the update before.</param>
    /// <param name="charging">What the flow was judged to be in the update before.</param>
    public void Update(in FusedReading fused, double hours, ChargeStatus charging, in Timestamp now)
    {
        _evidence.Begin(hours, now.DeviceTimeMs);
        if (!double.IsNaN(fused.FullCapacityMah)) TakeCapacity(fused.FullCapacityMah / 1000, fused.RatedCapacityMah / 1000);
        CountCoulombs(fused.FreshCurrentA, hours, now);
        FollowCurrent(fused.FreshCurrentA, hours);
        var rest = RestVoltage(fused, charging, hours);
        _learning?.Sample(fused.FreshVoltageV, fused.FreshCurrentA, fused.TemperatureC, now.DeviceTimeMs);
        if (!double.IsNaN(fused.FreshGaugePct)) Count(_evidence.TakeGauge(fused.FreshGaugePct / 100, rest));
        if (rest.IsKnown) TakeVoltage(rest, fused.FreshCurrentA, now);
        if (charging == ChargeStatus.Full && Filter.IsKnown && Filter.Agrees(1, 0.05)) TakeFull();
        Follow(now);
    }

    /// <summary>Takes back a saved belief; time off makes it uncertain, so that the first evidence counts more.</summary>
    public void Restore(double soc, double variance, double resistanceOhm, int resistanceCount, double capacityAh, int capacityCount)
    {
        _evidence.Restore(soc, variance);
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
            Filter.Count(passed, hours, CapacityAh, _learning is { CapacityCount: 0 } ? RatedError : LearnedError);
            _learning?.Passed(passed);
            _evidence.Moved(passed / CapacityAh);
            if (Filter.IsKnown) _otherMs = now.DeviceTimeMs;
        }
        else if (hours > 0)
        {
            Filter.Wander(hours);
            _learning?.Lost();
        }

        _lastCurrent = current;
    }

    private void TakeVoltage(RestEstimate rest, double current, in Timestamp now)
    {
        EvidenceAnswer answer = _evidence.TakeVoltage(rest, IsRecent(_evidence.GaugeMs, now));
        Count(answer);
        if (answer == EvidenceAnswer.Believed) _otherMs = now.DeviceTimeMs;
        bool isResting = Math.Abs(current) < 0.04 * CapacityAh;
        if (!isResting) _restSinceMs = -1;
        else if (_restSinceMs < 0) _restSinceMs = now.DeviceTimeMs;
        else if (now.Since(_restSinceMs) >= RestTime && rest.Deviation < 0.05) _learning?.Certain(rest.Soc);
    }

    private void Count(EvidenceAnswer answer)
    {
        if (answer == EvidenceAnswer.Inconsistent) rejected[(int)RejectReason.Inconsistent]++;
        if (answer == EvidenceAnswer.Jump) rejected[(int)RejectReason.Jump]++;
    }

    private void TakeFull()
    {
        _evidence.TakeFull();
        _learning?.Certain(1);
    }

    private void Follow(in Timestamp now)
    {
        if (!Filter.IsKnown) return;
        if (double.IsNaN(_trendSoc))
        {
            (_trendSoc, _trendMs) = (Filter.Soc, now.DeviceTimeMs);
            return;
        }

        var span = now.Since(_trendMs);
        if (span < TrendTime) return;
        double moved = Filter.Soc - _trendSoc;
        SlopePerHour = moved / span.TotalHours;
        Trend = moved switch { > 0.01 => 1, < -0.003 => -1, _ => 0 };
        (_trendSoc, _trendMs) = (Filter.Soc, now.DeviceTimeMs);
    }

    private RestEstimate RestVoltage(in FusedReading fused, ChargeStatus charging, double hours)
    {
        double volts = fused.FreshVoltageV;
        if (pack is null || double.IsNaN(volts)) return new RestEstimate();
        bool isBlind = double.IsNaN(fused.FreshCurrentA) && charging == ChargeStatus.Discharging;
        double relaxed = _relaxedVolts - pack.Cells * RelaxVoltsPerHour * hours;
        _relaxedVolts = isBlind && relaxed > volts ? relaxed : volts;
        return new RestEstimate(new RestFacts
        {
            Chemistry = pack.Chemistry,
            Cells = pack.Cells,
            CapacityAh = pack.CapacityAh,
            OhmAt25 = _learning!.ResistanceOhm,
            Celsius = fused.TemperatureC,
            Volts = _relaxedVolts,
            Amperes = fused.FreshCurrentA,
            SlowAmperes = _slowCurrent,
            Charging = charging,
        });
    }

    // The current as diffusion in the cells sees it: a minute and a half behind.
    private void FollowCurrent(double amperes, double hours)
    {
        double share = 1 - Math.Exp(-hours / DiffusionHours);
        if (double.IsNaN(_slowCurrent) || double.IsNaN(amperes)) _slowCurrent = amperes;
        else _slowCurrent += share * (amperes - _slowCurrent);
    }
}
