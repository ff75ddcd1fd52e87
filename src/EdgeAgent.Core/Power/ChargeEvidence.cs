using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Power;

/// <summary>
/// Estimates the state of charge from counted coulombs, the gauge, the rest voltage and a full pack. <see cref="SocEvidence"/>, which the
/// firmware shares, weighs the evidence; this class adds what needs continuous sampling: coulomb counting and learning about the pack.
/// </summary>
internal sealed class ChargeEvidence(PackSpec? pack, EstimatorSettings settings, long[] rejected)
{
    // Relative error of counted charge: with the rated capacity, which is often far from the real one, and with the learned one, where the shunt's error remains.
    private const double RatedError = 0.2;
    private const double LearnedError = 0.04;

    private static readonly TimeSpan RestTime = TimeSpan.FromMinutes(20);

    private readonly SocEvidence _evidence = new(settings.ConsistentSamples);
    private readonly PackLearning? _learning = pack is null ? null : new PackLearning(pack);
    private readonly RestVoltage? _restVoltage = pack is null ? null : new RestVoltage(pack);
    private readonly ChargeTrend _trend = new();

    private double _lastCurrent = double.NaN;
    private double _reportedCapacityAh = double.NaN;
    private double _reportedHealthPct = double.NaN;
    private long _otherMs = -1;
    private long _restSinceMs = -1;

    public SocFilter Filter => _evidence.Filter;

    public PackLearning? Learning => _learning;

    /// <summary>A value was refused that the next samples may confirm. False again when the gauge contradicts other evidence for long.</summary>
    public bool IsDoubtful => _evidence.IsDoubtful;

    /// <summary>1 rising, -1 falling, 0 not known.</summary>
    public int Trend => _trend.Direction;

    /// <summary>Change of the charge over the last ten minutes as a share per hour; NaN until known.</summary>
    public double SlopePerHour => _trend.SlopePerHour;

    public double CapacityAh => _learning?.CapacityAh ?? _reportedCapacityAh;

    public double HealthPct => double.IsNaN(_reportedHealthPct) ? _learning?.HealthPct ?? double.NaN : _reportedHealthPct;

    public double SocPct => Filter.IsKnown ? 100 * Filter.Soc : double.NaN;

    public PowerQuality Quality(in Timestamp now)
    {
        if (!Filter.IsKnown) return PowerQuality.Estimated;
        if (IsRecent(_evidence.GaugeMs, now)) return PowerQuality.Measured;
        if (IsRecent(_otherMs, now)) return PowerQuality.Estimated;
        return PowerQuality.Stale;
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
        RestEstimate rest = _restVoltage is null ? new RestEstimate() : _restVoltage.Update(fused, charging, hours, _learning!.ResistanceOhm);
        _learning?.Sample(fused.FreshVoltageV, fused.FreshCurrentA, fused.TemperatureC, now.DeviceTimeMs);
        if (!double.IsNaN(fused.FreshGaugePct)) Count(_evidence.TakeGauge(fused.FreshGaugePct / 100, rest));
        if (rest.IsKnown) TakeVoltage(rest, fused.FreshCurrentA, now);
        if (charging == ChargeStatus.Full && Filter.IsKnown && Filter.Agrees(1, 0.05)) TakeFull();
        if (Filter.IsKnown) _trend.Observe(Filter.Soc, now);
    }

    /// <summary>Restores a saved estimate. The time off raises its uncertainty, so the first new evidence has more weight.</summary>
    public void Restore(double soc, double variance) => _evidence.Restore(soc, variance);

    private bool IsRecent(long atMs, in Timestamp now) => atMs >= 0 && now.Since(atMs) <= settings.StaleAfter;

    private void TakeCapacity(double ampereHours, double ratedAh)
    {
        _reportedCapacityAh = ampereHours;
        if (ratedAh > 0) _reportedHealthPct = Math.Clamp(100 * ampereHours / ratedAh, 0, 100);
        _learning?.TakeReported(ampereHours);
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
}
