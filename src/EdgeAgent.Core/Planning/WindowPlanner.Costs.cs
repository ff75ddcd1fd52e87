using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Tasks;
using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Planning;

public sealed partial class WindowPlanner
{
    private const double InOnePiece = -1;

    /// <param name="Waiting">Weight of waiting, 1 for one usual task; negative for work in one piece, where its absolute value is the weight.</param>
    private readonly record struct CurveKey(int Minutes, int Last, int PowerDw, double Waiting, int State);

    private readonly Dictionary<CurveKey, PlannedCosts> _curves = [];
    private readonly Dictionary<(int PowerDw, int State), PowerCourse> _courses = [];
    private readonly Dictionary<(PowerCourse, int Minutes), double[]> _runCosts = [];
    private readonly double[] _scratch = new double[PowerCourse.Slots * ChainCourse.AllStates];
    private readonly double[] _scratch2 = new double[PowerCourse.Slots * ChainCourse.AllStates];
    private readonly Stack<double[]> _spare = new();
    private (ChargeForecast? Forecast, double WaitCost, double SurplusWeight) _prepared;

    private void Prepare(PlanningFacts facts)
    {
        var wanted = (facts.Forecast, facts.WaitCostPerHour, facts.SurplusWeight);
        if (ReferenceEquals(_prepared.Forecast, wanted.Forecast) && _prepared == wanted) return;
        _prepared = wanted;
        _curves.Clear();
        _courses.Clear();
        foreach (double[] table in _runCosts.Values) _spare.Push(table);
        _runCosts.Clear();
    }

    /// <summary>Expected battery minutes of starting now, and of waiting a quarter hour and deciding again.</summary>
    private (double Start, double Wait) Costs(PlanningFacts facts, in PlannableTask t, double latestMin, double nowMin) => Now(facts, CurveOf(facts, t, latestMin), nowMin);

    /// <summary>
    /// The same for all waiting tasks as one piece of work: on a machine that runs one at a time, a good hour that each could wait for
    /// is too short for all of them. On a site with a panel the piece may pause, as it can between two tasks.
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
        CurveOf(facts, t.Duration.TotalMinutes, t.PowerW, t.Preemption == Preemption.Pause ? Weighing.PausableWaitShare : InOnePiece, latestMin);

    private PlannedCosts CurveOf(PlanningFacts facts, double minutes, double powerW, double waiting, double latestMin)
    {
        int power = facts.Forecast.Surplus is null ? 0 : (int)Math.Round(powerW * 2) * 5;
        var key = new CurveKey((int)(Math.Max(1, Math.Round(minutes / Weighing.RoundMin)) * Weighing.RoundMin), LastSlot(facts, latestMin), power, waiting, facts.IsCharging ? 1 : 0);
        if (_curves.TryGetValue(key, out PlannedCosts? known)) return known;
        PowerCourse course = CourseOf(facts, key);
        var rule = new StoppingRule(course, key.Last, facts.WaitCostPerHour * SlotMin / 60 * Math.Abs(key.Waiting));
        if (key.Waiting < 0) return _curves[key] = rule.InOnePiece(RunCost(course, key.Minutes));
        int units = Math.Clamp((int)Math.Ceiling(key.Minutes / SlotMin), 1, Weighing.MostUnits);
        return _curves[key] = rule.InPieces(units, (double)key.Minutes / units, _scratch, _scratch2);
    }

    private static int LastSlot(PlanningFacts facts, double latestMin) =>
        (int)Math.Clamp(Math.Floor((latestMin - Minutes(facts.Forecast.ChainStart)) / SlotMin), 0, ChargeForecast.Slots - 1);

    private PowerCourse CourseOf(PlanningFacts facts, in CurveKey key)
    {
        var at = (key.PowerDw, key.State);
        if (_courses.TryGetValue(at, out PowerCourse? known)) return known;
        if (facts.Forecast.Surplus is { } sky) return _courses[at] = new SkyCourse(sky, key.PowerDw / 10.0, facts.SurplusWeight);
        return _courses[at] = new ChainCourse(facts.Forecast.Chain, key.State);
    }

    private double[] RunCost(PowerCourse course, int minutes)
    {
        if (_runCosts.TryGetValue((course, minutes), out double[]? known)) return known;
        double[] table = Spare(course.Cost.Length);
        StoppingRule.RunCost(course, minutes, table, _scratch.AsSpan(0, table.Length));
        return _runCosts[(course, minutes)] = table;
    }

    private double[] Spare(int length) => _spare.TryPop(out double[]? table) && table.Length == length ? table : new double[length];
}
