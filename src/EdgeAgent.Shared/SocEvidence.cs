namespace EdgeAgent.Shared;

/// <summary>
/// Combines gauge and rest voltage into one estimate of the state of charge. A gauge is believed while it changes plausibly and no voltage contradicts
/// it, after a jump only when it stays at the new value. The rest voltage corrects the estimate when no gauge does. The caller starts each update with
/// <see cref="Begin"/>. Not thread-safe.
/// </summary>
public sealed class SocEvidence
{
    // Standard deviation of a gauge: data sheets promise a few percent (MAX17048: no figure over temperature; SBS: 2 %).
    private const double GaugeDeviation = 0.02;
    private const double GaugeCorrelationSeconds = 60;
    private const int MostConfirmations = 20;
    private const double StuckSpan = 0.04;
    private const double DoubtShare = 0.1; // weight of one reading: doubt is an average over about ten

    // A gauge that differs from the range of the rest voltage by more than this is wrong.
    private const double GaugeMargin = 0.15;

    // Without a voltage to check it, a jump must in addition persist for this time.
    private const long JumpHoldMs = 30_000;

    // The error of a rest voltage (a wrong curve, diffusion after a change of load) lasts ten minutes and more.
    private const double VoltageCorrelationSeconds = 600;

    // Standard deviation that a time off adds to a saved estimate.
    private const double OffDeviation = 0.15;

    private readonly int _confirmations;
    private double _hours;
    private double _stepHours;
    private long _nowMs;
    private bool _isRestored;
    private double _rival;
    private int _rivalCount;
    private long _rivalSinceMs;
    private double _doubt;
    private double _last = double.NaN;
    private double _good = double.NaN;
    private double _goodHours;
    private double _moved;

    /// <param name="confirmations">Number of updates that must confirm a value after a jump.</param>
    public SocEvidence(int confirmations)
    {
        _confirmations = confirmations;
    }

    public SocFilter Filter { get; } = new SocFilter();

    /// <summary>Time of the last gauge value that was believed, ms on the clock of <see cref="Begin"/>; -1 for never.</summary>
    public long GaugeMs { get; private set; } = -1;

    /// <summary>A refused value may be confirmed by the next updates. False after 20 refusals in a row, so that a faulty gauge does not keep the device awake.</summary>
    public bool IsDoubtful => _rivalCount > 0 && _rivalCount <= MostConfirmations;

    /// <summary>Length of the array of <see cref="CopyTo"/>.</summary>
    public const int StateCount = 9;

    /// <summary>Saves the state that a device which sleeps between updates must keep, besides the filter's charge and variance.</summary>
    public void CopyTo(double[] state)
    {
        state[0] = _rival;
        state[1] = _rivalCount;
        state[2] = _rivalSinceMs;
        state[3] = _doubt;
        state[4] = _last;
        state[5] = _good;
        state[6] = _hours - _goodHours;
        state[7] = _moved;
        state[8] = GaugeMs;
    }

    public void TakeBack(double[] state)
    {
        _rival = state[0];
        _rivalCount = (int)state[1];
        _rivalSinceMs = (long)state[2];
        _doubt = state[3];
        _last = state[4];
        _good = state[5];
        _goodHours = _hours - state[6];
        _moved = state[7];
        GaugeMs = (long)state[8];
    }

    /// <summary>Starts an update.</summary>
    /// <param name="hours">Time of the pack since the update before, hours.</param>
    /// <param name="nowMs">Any clock that does not go back.</param>
    public void Begin(double hours, long nowMs)
    {
        _hours += hours;
        _stepHours = hours;
        _nowMs = nowMs;
    }

    /// <summary>Restores an estimate after a time off. It is uncertain, so the first evidence gets full weight. Impossible values are ignored.</summary>
    public void Restore(double soc, double variance)
    {
        if (!(0 <= soc && soc <= 1 && 0 < variance)) return;
        Filter.Set(soc, variance + OffDeviation * OffDeviation);
        _isRestored = true;
    }

    public void Forget()
    {
        Filter.Forget();
        _rivalCount = 0;
        _good = double.NaN;
        _moved = 0;
    }

    /// <summary>Adds counted charge as a share of the capacity, to detect a gauge that does not change.</summary>
    public void Moved(double share) => _moved += share;

    /// <param name="soc">State of charge by the gauge, 0 to 1.</param>
    /// <param name="rest">Estimate from the voltage; an empty one when there is none.</param>
    public EvidenceAnswer TakeGauge(double soc, RestEstimate rest)
    {
        if (IsStuck(soc)) return EvidenceAnswer.Inconsistent;
        // Doubt is the recent share of refused values; it lowers the weight of values that are believed.
        _doubt *= 1 - DoubtShare;
        if (rest.IsKnown && (soc < rest.Lowest - GaugeMargin || rest.Highest + GaugeMargin < soc))
        {
            _doubt += DoubtShare;
            _rivalCount = 0;
            return EvidenceAnswer.Inconsistent;
        }

        bool agrees = Filter.IsKnown && !_isRestored && Filter.Agrees(soc, GaugeDeviation) && IsSmooth(soc);
        if (agrees || !Filter.IsKnown || _isRestored || IsConfirmed(soc, rest))
        {
            Believe(soc, agrees);
            return EvidenceAnswer.Believed;
        }

        _doubt += DoubtShare;
        return EvidenceAnswer.Jump;
    }

    /// <param name="isGaugeRecent">A gauge value was believed that is not stale yet.</param>
    public EvidenceAnswer TakeVoltage(RestEstimate rest, bool isGaugeRecent)
    {
        // A reliable gauge is more accurate than the curve of a table. Then the voltage only checks it.
        bool gaugeRules = isGaugeRecent && _doubt < 0.3 && Math.Abs(_moved) <= StuckSpan;
        if (gaugeRules && rest.Allows(Filter.Soc)) return EvidenceAnswer.Believed;
        if (!Filter.IsKnown || _isRestored || Filter.Agrees(rest.Soc, rest.Deviation))
        {
            // The charge may have changed during the time off, so the first voltage gets full weight.
            Filter.Correct(rest.Soc, rest.Deviation, _isRestored ? VoltageCorrelationSeconds : _stepHours * 3600, VoltageCorrelationSeconds);
            _isRestored = false;
            return EvidenceAnswer.Believed;
        }

        // A load that is not measured may explain a low voltage. Otherwise the uncertainty grows eight times as fast as without evidence, so that a lasting
        // contradiction corrects the estimate within minutes.
        if (rest.Allows(Filter.Soc)) return EvidenceAnswer.Unsure;
        Filter.Wander(8 * _stepHours);
        return EvidenceAnswer.Inconsistent;
    }

    /// <summary>The pack is full.</summary>
    public void TakeFull() => Filter.Correct(1, 0.01, _stepHours * 3600, 60);

    private void Believe(double soc, bool agrees)
    {
        if (agrees) Filter.Correct(soc, GaugeDeviation + _doubt, _stepHours * 3600, GaugeCorrelationSeconds);
        else Filter.Set(soc, GaugeDeviation * GaugeDeviation);
        _rivalCount = 0;
        _isRestored = false;
        _good = soc;
        _goodHours = _hours;
        if (_doubt < 0.5) GaugeMs = _nowMs;
    }

    // Packs are charged and discharged with less than two capacities per hour. A gauge that changes faster is believed only when it stays at the new value.
    private bool IsSmooth(double soc) => double.IsNaN(_good) || Math.Abs(soc - _good) <= 0.03 + 2 * (_hours - _goodHours);

    // The gauge is stuck when it repeats a value while the counted charge changes by several points; near empty and full it may repeat values.
    private bool IsStuck(double soc)
    {
        if (double.IsNaN(_last) || soc != _last || 0.99 <= soc || soc <= 0.01) _moved = 0;
        _last = soc;
        return StuckSpan < Math.Abs(_moved);
    }

    private bool IsConfirmed(double soc, RestEstimate rest)
    {
        if (_rivalCount == 0 || 0.05 < Math.Abs(soc - _rival))
        {
            _rivalCount = 0;
            _rivalSinceMs = _nowMs;
        }

        _rival = soc;
        _rivalCount++;
        if (_rivalCount < _confirmations) return false;
        // The voltage decides when it can distinguish the two values. When it cannot or is not measured, the new value must persist.
        if (rest.Deviation < 0.3) return !rest.Allows(Filter.Soc) && Math.Abs(soc - rest.Soc) < Math.Abs(Filter.Soc - rest.Soc);
        return _nowMs - _rivalSinceMs >= JumpHoldMs;
    }
}
