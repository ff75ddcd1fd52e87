using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Power;

/// <content>When a gauge is believed: while it moves like charge and no voltage contradicts it; after a jump only when it stays.</content>
internal sealed partial class ChargeEvidence
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
    private static readonly TimeSpan JumpHold = TimeSpan.FromSeconds(30);

    private double _rival;
    private int _rivalCount;
    private double _gaugeDoubt;
    private double _gaugeLast = double.NaN;
    private double _gaugeGood = double.NaN;
    private double _gaugeGoodHours;
    private double _movedSinceGauge;
    private long _rivalSinceMs;

    private void TakeGauge(double soc, in RestEstimate rest, double hours, in Timestamp now)
    {
        if (IsStuck(soc))
        {
            rejected[(int)RejectReason.Inconsistent]++;
            return;
        }

        // What a gauge says that is wrong half of the time is worth little when it happens to fit.
        _gaugeDoubt *= 1 - DoubtShare;
        if (rest.IsKnown && (soc < rest.Lowest - GaugeMargin || soc > rest.Highest + GaugeMargin))
        {
            rejected[(int)RejectReason.Inconsistent]++;
            _gaugeDoubt += DoubtShare;
            _rivalCount = 0;
            return;
        }

        bool agrees = _filter.IsKnown && !_isRestored && _filter.Agrees(soc, GaugeDeviation) && IsSmooth(soc);
        if (agrees || !_filter.IsKnown || _isRestored || IsConfirmed(soc, rest, now))
        {
            if (agrees) _filter.Correct(soc, GaugeDeviation + _gaugeDoubt, hours * 3600, GaugeCorrelationSeconds);
            else _filter.Set(soc, GaugeDeviation * GaugeDeviation);
            _rivalCount = 0;
            _isRestored = false;
            (_gaugeGood, _gaugeGoodHours) = (soc, _hours);
            if (_gaugeDoubt < 0.5) _gaugeMs = now.DeviceTimeMs;
            return;
        }

        rejected[(int)RejectReason.Jump]++;
        _gaugeDoubt += DoubtShare;
    }

    // Two capacities per hour is more than such packs are charged or drained with; a gauge that moves faster has to stay there to be believed.
    private bool IsSmooth(double soc) =>
        double.IsNaN(_gaugeGood) || Math.Abs(soc - _gaugeGood) <= 0.03 + 2 * (_hours - _gaugeGoodHours);

    // The same number while the counted charge moved on by several points; at its ends a gauge may rest.
    private bool IsStuck(double soc)
    {
        if (soc != _gaugeLast || soc is >= 0.99 or <= 0.01) _movedSinceGauge = 0;
        _gaugeLast = soc;
        return Math.Abs(_movedSinceGauge) > StuckSpan;
    }

    private bool IsConfirmed(double soc, in RestEstimate rest, in Timestamp now)
    {
        if (_rivalCount == 0 || Math.Abs(soc - _rival) > 0.05)
        {
            _rivalCount = 0;
            _rivalSinceMs = now.DeviceTimeMs;
        }

        _rival = soc;
        _rivalCount++;
        if (_rivalCount < settings.ConsistentSamples) return false;
        // The voltage is the judge where it can tell the two apart; where it cannot, or is not measured, the jump has to stay.
        return rest.Deviation < 0.3
            ? !rest.Allows(_filter.Soc) && Math.Abs(soc - rest.Soc) < Math.Abs(_filter.Soc - rest.Soc)
            : now.Since(_rivalSinceMs) >= JumpHold;
    }
}
