using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Core.Planning;

public sealed partial class WindowPlanner
{
    private const int MaxUnits = 16;

    /// <summary>
    /// What waiting weighs for a task that may pause, as a share of the usual: it can take charging minutes whenever they come, so
    /// running on battery now must be better by more before it gives up waiting.
    /// </summary>
    private const double PausableWaitShare = 0.55;

    private const double InOnePiece = -1;
    private static readonly double[] BatteryShare = AllOrNothing();

    /// <param name="Waiting">What waiting weighs against one task's usual; below 0: the same, for work in one piece.</param>
    private readonly record struct CurveKey(int Minutes, int Last, int PowerDw, double Waiting, int State);

    private readonly Dictionary<CurveKey, PlannedCosts> _curves = [];
    private readonly Dictionary<int, double[]> _runCosts = [];
    private readonly Dictionary<int, double[]> _skyCosts = [];
    private readonly Dictionary<(int Minutes, int PowerDw), double[]> _skyRunCosts = [];
    private readonly double[] _scratch = new double[ChargeForecast.Slots * StoppingRule.Row];
    private readonly double[] _scratch2 = new double[ChargeForecast.Slots * StoppingRule.Row];
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
        _skyCosts.Clear();
        _skyRunCosts.Clear();
    }

    /// <summary>Expected battery minutes of starting now, and of waiting a quarter hour and deciding again.</summary>
    private (double Start, double Wait) Costs(PlanningFacts facts, in PlannableTask t, double latestMin, double nowMin) => Now(facts, CurveOf(facts, t, latestMin), nowMin);

    /// <summary>
    /// The same for all that waits, as one piece of work: while the machine can serve only one, a good hour that each could wait for
    /// is too short for all. Under a changing sky the piece may be laid down between two tasks.
    /// </summary>
    private (double Start, double Wait) QueueCosts(PlanningFacts facts, in Queue queue, double nowMin)
    {
        double waiting = facts.Forecast.Surplus is null ? -queue.Count : queue.Count;
        return Now(facts, CurveOf(facts, queue.Minutes, queue.WattMinutes / queue.Minutes, waiting, queue.LatestMin), nowMin);
    }

    private static (double Start, double Wait) Now(PlanningFacts facts, PlannedCosts curve, double nowMin)
    {
        int k = Math.Clamp((int)((nowMin - Minutes(facts.Forecast.ChainStart)) / SlotMin), 0, ChargeForecast.Slots - 2);
        return (curve.Start[k], curve.Wait[k]);
    }

    private PlannedCosts CurveOf(PlanningFacts facts, in PlannableTask t, double latestMin) =>
        CurveOf(facts, t.Duration.TotalMinutes, t.PowerW, t.Preemption == Preemption.Pause ? PausableWaitShare : InOnePiece, latestMin);

    private PlannedCosts CurveOf(PlanningFacts facts, double minutes, double powerW, double waiting, double latestMin)
    {
        int power = facts.Forecast.Surplus is null ? 0 : (int)Math.Round(powerW * 2) * 5;
        var key = new CurveKey(Math.Max(5, (int)Math.Round(minutes / 5) * 5), LastSlot(facts, latestMin), power, waiting, facts.IsCharging ? 1 : 0);
        if (_curves.TryGetValue(key, out PlannedCosts? known)) return known;
        return _curves[key] = facts.Forecast.Surplus is { } sky ? CurveBySky(facts, sky, key) : CurveByChain(facts, key);
    }

    private static int LastSlot(PlanningFacts facts, double latestMin) =>
        (int)Math.Clamp(Math.Floor((latestMin - Minutes(facts.Forecast.ChainStart)) / SlotMin), 0, ChargeForecast.Slots - 1);

    private PlannedCosts CurveByChain(PlanningFacts facts, in CurveKey key)
    {
        var curve = PlannedCosts.OfChain();
        double[] leave = facts.Forecast.Chain.LeaveTable();
        double wait = WaitPerSlot(facts, key);
        if (key.Waiting < 0) StoppingRule.Wait(leave, RunCost(leave, key.Minutes), key.Last, wait, key.State, curve);
        else
        {
            StoppingRule.WaitPausable(leave, BatteryShare, Units(key), (double)key.Minutes / Units(key), key.Last, wait, key.State, curve, _scratch, _scratch2);
        }

        return curve;
    }

    private PlannedCosts CurveBySky(PlanningFacts facts, SurplusForecast sky, in CurveKey key)
    {
        var curve = PlannedCosts.OfSky();
        if (!_skyCosts.TryGetValue(key.PowerDw, out double[]? cost))
        {
            cost = _skyCosts[key.PowerDw] = SolarRule.Cost(sky, key.PowerDw / 10.0, facts.SurplusWeight);
        }

        double wait = WaitPerSlot(facts, key);
        if (key.Waiting < 0) SolarRule.Wait(sky, SkyRunCost(sky, cost, key), key.Last, wait, curve);
        else SolarRule.WaitPausable(sky, cost, Units(key), (double)key.Minutes / Units(key), key.Last, wait, curve, _scratch, _scratch2);
        return curve;
    }

    private double[] SkyRunCost(SurplusForecast sky, double[] cost, in CurveKey key)
    {
        var at = (key.Minutes, key.PowerDw);
        if (!_skyRunCosts.TryGetValue(at, out double[]? table)) table = _skyRunCosts[at] = SolarRule.RunCost(sky, cost, key.Minutes);
        return table;
    }

    private static double WaitPerSlot(PlanningFacts facts, in CurveKey key) => facts.WaitCostPerHour * SlotMin / 60 * Math.Abs(key.Waiting);

    private static int Units(in CurveKey key) => Math.Clamp((int)Math.Ceiling(key.Minutes / SlotMin), 1, MaxUnits);

    private double[] RunCost(double[] leave, int minutes)
    {
        if (_runCosts.TryGetValue(minutes, out double[]? known)) return known;
        double[] table = _spare.Count > 0 ? _spare.Pop() : new double[ChargeForecast.Slots * StoppingRule.Row];
        StoppingRule.RunCost(leave, BatteryShare, minutes, table, _scratch);
        return _runCosts[minutes] = table;
    }

    // All of it while nothing charges, nothing otherwise, by [state * slots + slot].
    private static double[] AllOrNothing()
    {
        var share = new double[2 * ChargeForecast.Slots];
        Array.Fill(share, 1, 0, ChargeForecast.Slots);
        return share;
    }
}
