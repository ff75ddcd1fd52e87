
namespace EdgeAgent.Shared;

/// <summary>
/// Weighs what is known about the charge: a gauge is believed while it moves like charge and no voltage contradicts it, after a jump only when it stays; a rest
/// voltage corrects what no gauge measures. The caller begins each look with <see cref="Begin"/>.
/// </summary>
public sealed class SocEvidence
{
    // Data sheets promise a few percent (MAX17048: no figure over temperature; SBS: 2 %); ageing adds to it.
    private const double GaugeDeviation = 0.02;
    private const double GaugeCorrelationSeconds = 60;
    private const int MostConfirmations = 20;
    private const double StuckSpan = 0.04;
    private const double DoubtShare = 0.1; // over the last ten readings

    // A gauge farther from the rest voltage's range than this has lost its model.
    private const double GaugeMargin = 0.15;

    // Without a voltage to check it, a jump must stay this long as well.
    private const long JumpHoldMs = 30_000;

    // A wrong curve, or diffusion after a change of load, stays wrong for ten minutes and more.
    private const double VoltageCorrelationSeconds = 600;

    // A belief that was kept over a time off: one standard deviation of 15 points.
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

    /// <param name="confirmations">Looks after which a value that jumped may be believed.</param>
    public SocEvidence(int confirmations)
    {
        _confirmations = confirmations;
    }

    public SocFilter Filter { get; } = new SocFilter();

    /// <summary>When the gauge was last believed; -1 for never.</summary>
    public long GaugeMs { get; private set; } = -1;

    /// <summary>A value was refused that the next looks may confirm. A gauge that goes on like that is not worth waking up for.</summary>
    public bool IsDoubtful => _rivalCount > 0 && _rivalCount <= MostConfirmations;

    /// <summary>Numbers of <see cref="CopyTo"/>.</summary>
    public const int StateCount = 9;

    /// <summary>What a device that sleeps between two looks must keep beside the filter's charge and variance.</summary>
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

    /// <summary>A look begins.</summary>
    /// <param name="hours">Time that passed for the pack since the look before.</param>
    /// <param name="nowMs">Any clock that does not go back.</param>
    public void Begin(double hours, long nowMs)
    {
        _hours += hours;
        _stepHours = hours;
        _nowMs = nowMs;
    }

    /// <summary>Takes back a belief after a time off: it is uncertain, and the first evidence counts in full.</summary>
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

    /// <summary>The counted charge moved, as a share of the capacity.</summary>
    public void Moved(double share) => _moved += share;

    /// <param name="soc">The gauge's word, 0 to 1.</param>
    /// <param name="rest">What the voltage allows; a new one when there is none.</param>
    public EvidenceAnswer TakeGauge(double soc, RestEstimate rest)
    {
        if (IsStuck(soc)) return EvidenceAnswer.Inconsistent;
        // What a gauge says that is wrong half of the time is worth little when it happens to fit.
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

    /// <param name="isGaugeRecent">The gauge was believed within the time that a reading counts.</param>
    public EvidenceAnswer TakeVoltage(RestEstimate rest, bool isGaugeRecent)
    {
        // A gauge in good standing knows its cells better than a curve out of a table; the voltage then only watches over it.
        bool gaugeRules = isGaugeRecent && _doubt < 0.3 && Math.Abs(_moved) <= StuckSpan;
        if (gaugeRules && rest.Allows(Filter.Soc)) return EvidenceAnswer.Believed;
        if (!Filter.IsKnown || _isRestored || Filter.Agrees(rest.Soc, rest.Deviation))
        {
            // The charge may have moved while nobody looked, so the first voltage counts in full.
            Filter.Correct(rest.Soc, rest.Deviation, _isRestored ? VoltageCorrelationSeconds : _stepHours * 3600, VoltageCorrelationSeconds);
            _isRestored = false;
            return EvidenceAnswer.Believed;
        }

        // A load that nobody measures may explain a low voltage. What nothing explains makes doubt grow eight times as fast as without any evidence, so that a
        // lasting contradiction wins within minutes.
        if (rest.Allows(Filter.Soc)) return EvidenceAnswer.Unsure;
        Filter.Wander(8 * _stepHours);
        return EvidenceAnswer.Inconsistent;
    }

    /// <summary>The charger says that the pack is full.</summary>
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

    // Two capacities per hour is more than such packs are charged or drained with; a gauge that moves faster has to stay there to be believed.
    private bool IsSmooth(double soc) => double.IsNaN(_good) || Math.Abs(soc - _good) <= 0.03 + 2 * (_hours - _goodHours);

    // The same number while the counted charge moved on by several points; at its ends a gauge may rest.
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
        // The voltage decides where it can distinguish the two; where it cannot, or is not measured, the jump has to stay.
        if (rest.Deviation < 0.3) return !rest.Allows(Filter.Soc) && Math.Abs(soc - rest.Soc) < Math.Abs(Filter.Soc - rest.Soc);
        return _nowMs - _rivalSinceMs >= JumpHoldMs;
    }
}
