using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Planning;

/// <summary>
/// Decides for the queue as a whole which tasks run now and when the others are expected to. Deterministic: the same facts
/// and tasks give the same plan. It keeps only results for the same forecast, and the
/// <see cref="TrustAccount"/> of the plans so far. Not thread-safe.
/// </summary>
public sealed partial class WindowPlanner
{
    private const double SlotMin = ChargeForecast.SlotMinutes;

    /// <summary>Cost of one hour of waiting, in battery minutes.</summary>
    public double WaitCostPerHour { get; init; } = Weighing.WaitCostPerHour;

    /// <summary>State of charge that no deferrable task may touch, percent.</summary>
    public double ReservePct { get; init; }

    /// <summary>The components that are used; a measurement leaves some out.</summary>
    public ForecastParts Parts { get; init; } = ForecastParts.All;

    private readonly TrustAccount _trust = new();

    /// <summary>False while the loss by the forecast is too large and the planner only waits for charging; see <see cref="TrustAccount"/>.</summary>
    public bool TrustsForecast => !Has(ForecastParts.Trust) || _trust.IsTrusted;

    private bool Has(ForecastParts part) => (Parts & part) != ForecastParts.None;

    /// <summary>To be called at every change of the power, also while there is nothing to plan; see <see cref="TrustAccount.Tick"/>.</summary>
    public void Tick(DateTimeOffset now, bool isCharging, double? harvestW = null) => _trust.Tick(now, isCharging, harvestW);

    /// <summary>The next time at which the plan must be made again even if nothing happens.</summary>
    public DateTimeOffset AskAgainAt { get; private set; }

    public Placement[] Plan(PlanningFacts facts, ReadOnlySpan<PlannableTask> tasks)
    {
        Prepare(facts);
        _trust.Observe(facts, tasks);
        var placements = new Placement[tasks.Length];
        int[] order = ByDeadline(tasks);
        AskAgainAt = DateTimeOffset.MaxValue;
        var round = new Round(facts, tasks)
        {
            Order = order,
            LatestMin = LatestStarts(tasks, order),
            NowMin = Minutes(facts.Now),
            Chosen = new PlacementReason?[tasks.Length],
        };
        PickNow(round);
        PlaceRest(round, placements);
        _trust.Decided(tasks, placements);
        return placements;
    }

    private static double Minutes(DateTimeOffset t) => t.ToUnixTimeMilliseconds() / 60000.0;

    private static double DeadlineMin(in PlannableTask t) => t.DeadlineAt is { } d ? Minutes(d) : double.PositiveInfinity;

    private static DateTimeOffset At(double minutes) =>
        minutes > 4e9 ? DateTimeOffset.MaxValue : DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Floor(minutes * 60000));

    /// <summary>Earliest deadline first; with equal deadlines by priority, then in the caller's order.</summary>
    private static int[] ByDeadline(ReadOnlySpan<PlannableTask> tasks)
    {
        var keys = new (double Deadline, int Priority, int Index)[tasks.Length];
        for (int i = 0; i < keys.Length; i++) keys[i] = (DeadlineMin(tasks[i]), (int)tasks[i].Priority, i);
        Array.Sort(keys);
        return [.. keys.Select(k => k.Index)];
    }

    /// <summary>
    /// The latest start of each task at which it and all tasks after it (by deadline) can finish one after the other. A margin keeps room for a task
    /// that is not submitted yet, as long as the longest and as urgent as the most urgent one here: the starts are earlier by the time for which the
    /// backlog would not fit beside it.
    /// </summary>
    private double[] LatestStarts(ReadOnlySpan<PlannableTask> tasks, int[] order)
    {
        double longest = 0, backlog = 0, slack = double.PositiveInfinity;
        foreach (PlannableTask t in tasks)
        {
            longest = Math.Max(longest, t.DurationP90.TotalMinutes);
            backlog += t.DurationP90.TotalMinutes;
            slack = Math.Min(slack, DeadlineMin(t) - Minutes(t.ReleaseAt));
        }

        double margin = Weighing.MarginMin + (!Has(ForecastParts.Room) ? 0 : 1) * Math.Max(0, backlog + longest - slack);
        var latest = new double[tasks.Length];
        double bound = double.PositiveInfinity;
        for (int i = order.Length - 1; i >= 0; i--)
        {
            ref readonly PlannableTask t = ref tasks[order[i]];
            bound = Math.Min(bound, DeadlineMin(t)) - t.DurationP90.TotalMinutes;
            latest[order[i]] = bound - margin;
        }

        return latest;
    }

    /// <summary>What one plan is made of.</summary>
    private readonly ref struct Round(PlanningFacts facts, ReadOnlySpan<PlannableTask> tasks)
    {
        public readonly PlanningFacts Facts = facts;
        public readonly ReadOnlySpan<PlannableTask> Tasks = tasks;

        /// <summary>The tasks by deadline.</summary>
        public required int[] Order { get; init; }

        /// <summary>The latest start of each task; see <see cref="LatestStarts"/>.</summary>
        public required double[] LatestMin { get; init; }

        public required double NowMin { get; init; }

        /// <summary>Why a task runs now; null while it does not.</summary>
        public required PlacementReason?[] Chosen { get; init; }
    }

    private void PickNow(in Round round)
    {
        int free = round.Facts.Concurrency;
        foreach (int i in round.Order)
        {
            if (!round.Tasks[i].IsStarted || round.Tasks[i].Preemption == Preemption.Pause) continue;
            round.Chosen[i] = round.Facts.IsCharging ? PlacementReason.ChargingNow : PlacementReason.WaitingNotWorth;
            free--;
        }

        for (; free > 0; free--)
        {
            int next = PickOne(round, out PlacementReason reason);
            if (next < 0) return;
            round.Chosen[next] = reason;
        }
    }

    private int PickOne(in Round round, out PlacementReason reason)
    {
        PlanningFacts facts = round.Facts;
        double nowMin = round.NowMin;
        reason = PlacementReason.LastMoment;
        int best = -1;
        double bestIndex = double.NegativeInfinity;
        bool isWorth = false;
        int seen = 0;
        var queue = new Queue { LatestMin = double.PositiveInfinity };
        foreach (int i in round.Order)
        {
            ref readonly PlannableTask t = ref round.Tasks[i];
            double latestMin = round.LatestMin[i];
            if (round.Chosen[i] is not null || t.MustWait || BreaksReserve(facts, t)) continue;
            if (nowMin >= latestMin || t.Class == TaskClass.Critical) return i;
            if (latestMin < double.PositiveInfinity) AskAgainAt = Order.Min(AskAgainAt, At(latestMin));
            if (seen++ >= Weighing.MostCandidates) continue;
            // A task that may pause makes room when it is needed.
            if (t.Preemption != Preemption.Pause) queue.Add(t, latestMin);
            if (!LeavesRoom(round, i)) continue;
            if (!TrustsForecast)
            {
                if (best < 0 && facts.IsCharging) (best, isWorth) = (i, true);
                continue;
            }

            (double start, double wait) = Costs(facts, t, latestMin, nowMin);
            // Gain per time of the machine: of equal gains the shorter task goes first.
            double index = (Math.Min(wait, Weighing.MostIndexMin) - start) / Math.Max(1, t.Duration.TotalMinutes);
            if (index <= bestIndex) continue;
            (best, bestIndex, isWorth) = (i, index, start <= wait);
        }

        reason = facts.IsCharging ? PlacementReason.ChargingNow : PlacementReason.WaitingNotWorth;
        if (best < 0 || isWorth || (Has(ForecastParts.Queue) && queue.Count > facts.Concurrency && IsQueueWorth(facts, queue, nowMin))) return best;
        return -1;
    }

    private bool IsQueueWorth(PlanningFacts facts, in Queue queue, double nowMin)
    {
        (double start, double wait) = QueueCosts(facts, queue, nowMin);
        return start <= wait;
    }

    /// <summary>The sum of all waiting tasks.</summary>
    private struct Queue
    {
        public int Count;
        public double Minutes;
        public double WattMinutes;
        public double LatestMin;

        public void Add(in PlannableTask t, double latestMin)
        {
            Count++;
            Minutes += t.Duration.TotalMinutes;
            WattMinutes += t.Duration.TotalMinutes * t.PowerW;
            LatestMin = Math.Min(LatestMin, latestMin);
        }
    }

    /// <summary>Whether all other tasks can still meet their deadlines when <paramref name="i"/> starts now.</summary>
    private static bool LeavesRoom(in Round round, int i)
    {
        if (round.Tasks[i].Preemption == Preemption.Pause) return true;
        double end = round.NowMin + round.Tasks[i].DurationP90.TotalMinutes;
        foreach (int other in round.Order)
        {
            if (other == i) continue;
            end += round.Tasks[other].DurationP90.TotalMinutes;
            if (end > DeadlineMin(round.Tasks[other])) return false;
        }

        return true;
    }

    /// <summary>Whether the task would bring the battery below the reserve. Without a known capacity only the present charge counts.</summary>
    private static bool BreaksReserve(PlanningFacts facts, in PlannableTask t)
    {
        if (facts.SocPct is not { } soc || facts.ReservePct <= 0 || t.Class == TaskClass.Critical) return false;
        if (facts.CapacityWh is not { } capacity) return !facts.IsCharging && soc <= facts.ReservePct;
        double onPower = facts.Forecast.Surplus?.BatteryShare(0, t.PowerW) ?? 0;
        double share = facts.IsCharging ? onPower : 1;
        double idle = facts.IsCharging ? 0 : facts.Forecast.Surplus?.IdleW ?? 0;
        double wh = (share * t.PowerW + idle) * t.DurationP90.TotalHours;
        return soc - 100 * wh / capacity < facts.ReservePct && wh > 0;
    }
}
