using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Core.Scheduling;

public sealed partial class WindowPlanner
{
    private const int MaxUnits = 12;

    /// <summary>
    /// What waiting weighs for a task that may pause, as a share of the usual: it can take charging minutes whenever they come, so
    /// running on battery now must be better by more before it gives up waiting.
    /// </summary>
    private const double PausableWaitShare = 0.65;

    private readonly record struct CurveKey(int Minutes, int Last, int PowerDw, bool Pausable, int State);

    /// <summary>Cost of starting and of waiting, per slot of the forecast, while the present run lasts.</summary>
    private sealed class Curve
    {
        public readonly double[] Start = new double[ChargeForecast.Slots];
        public readonly double[] Wait = new double[ChargeForecast.Slots];
    }

    private readonly Dictionary<CurveKey, Curve> _curves = [];
    private readonly Dictionary<(int Minutes, int PowerDw), double[]> _runCosts = [];
    private readonly Dictionary<int, double[]> _shares = [];
    private readonly double[] _scratch = new double[ChargeForecast.Slots * StoppingRule.Row];
    private readonly Stack<double[]> _spare = new();
    private (ChargeForecast? Forecast, double WaitCost, double SurplusWeight) _prepared;

    private void Prepare(PlanningFacts facts)
    {
        var wanted = (facts.Forecast, facts.WaitCostPerHour, facts.SurplusWeight);
        if (ReferenceEquals(_prepared.Forecast, wanted.Forecast) && _prepared == wanted) return;
        _prepared = wanted;
        _curves.Clear();
        foreach (double[] table in _runCosts.Values) _spare.Push(table);
        _runCosts.Clear();
        _shares.Clear();
    }

    /// <summary>Expected battery minutes of starting now, and of waiting a quarter hour and deciding again.</summary>
    private (double Start, double Wait) Costs(PlanningFacts facts, in PlannableTask t, double latestMin, double nowMin)
    {
        double startMin = Minutes(facts.Forecast.ChainStart);
        int k = Math.Clamp((int)((nowMin - startMin) / SlotMin), 0, ChargeForecast.Slots - 2);
        int last = (int)Math.Clamp(Math.Floor((latestMin - startMin) / SlotMin), 0, ChargeForecast.Slots - 1);
        Curve curve = CurveOf(facts, t, last);
        return (curve.Start[k], curve.Wait[k]);
    }

    private Curve CurveOf(PlanningFacts facts, in PlannableTask t, int last)
    {
        int minutes = Math.Max(5, (int)Math.Round(t.Duration.TotalMinutes / 5) * 5);
        int power = facts.Forecast.Surplus is null ? 0 : (int)Math.Round(t.PowerW * 2) * 5;
        int state = facts.IsCharging ? 1 : 0;
        var key = new CurveKey(minutes, last, power, t.Preemption == Preemption.Pause, state);
        if (_curves.TryGetValue(key, out Curve? known)) return known;
        var curve = new Curve();
        double[] leave = facts.Forecast.Chain.LeaveTable(), share = Share(facts, power);
        double wait = facts.WaitCostPerHour * SlotMin / 60;
        if (key.Pausable)
        {
            wait *= PausableWaitShare;
            int units = Math.Clamp((int)Math.Ceiling(minutes / SlotMin), 1, MaxUnits);
            StoppingRule.WaitPausable(leave, share, units, (double)minutes / units, last, wait, state, curve.Start, curve.Wait);
        }
        else
        {
            StoppingRule.Wait(leave, RunCost(leave, share, minutes, power), last, wait, state, curve.Start, curve.Wait);
        }

        return _curves[key] = curve;
    }

    private double[] RunCost(double[] leave, double[] share, int minutes, int power)
    {
        if (_runCosts.TryGetValue((minutes, power), out double[]? known)) return known;
        double[] table = _spare.Count > 0 ? _spare.Pop() : new double[ChargeForecast.Slots * StoppingRule.Row];
        StoppingRule.RunCost(leave, share, minutes, table, _scratch);
        return _runCosts[(minutes, power)] = table;
    }

    /// <summary>Battery share by [state * slots + slot]: all of it while nothing charges, what the surplus leaves over otherwise.</summary>
    private double[] Share(PlanningFacts facts, int powerDw)
    {
        if (_shares.TryGetValue(powerDw, out double[]? known)) return known;
        var share = new double[2 * ChargeForecast.Slots];
        for (int k = 0; k < ChargeForecast.Slots; k++)
        {
            share[k] = 1;
            share[ChargeForecast.Slots + k] = facts.Forecast.Surplus is { } s ? facts.SurplusWeight * s.BatteryShare(k, powerDw / 10.0) : 0;
        }

        return _shares[powerDw] = share;
    }
}
