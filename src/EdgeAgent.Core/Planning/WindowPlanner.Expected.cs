using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Planning;

public sealed partial class WindowPlanner
{
    private const int States = SurplusForecast.States;

    /// <summary>When a task is expected to start under the planner's own rule.</summary>
    /// <param name="Slot">Slot of the forecast; <see cref="ChargeForecast.Slots"/> when no start is in sight.</param>
    /// <param name="OnPower">External power is expected to be there.</param>
    /// <param name="IsQueued">It could start sooner without the tasks before it.</param>
    private readonly record struct ExpectedStart(int Slot, DateTimeOffset At, bool OnPower, bool IsQueued);

    private ExpectedStart Expect(PlanningFacts facts, in PlannableTask t, double latestMin, double nowMin, ReadOnlySpan<bool> taken)
    {
        int first = Math.Clamp((int)((nowMin - Minutes(facts.Forecast.ChainStart)) / SlotMin), 0, ChargeForecast.Slots - 1);
        int last = Math.Max(first, LastSlot(facts, latestMin));
        PlannedCosts curve = CurveOf(facts, t, latestMin);
        int wished = facts.Forecast.Surplus is { } sky ? BySky(sky, curve, t, first, last) : ByChain(facts, curve, t, first, last);
        // At the end of the horizon a task without a deadline is not forced to start.
        if (wished == last && double.IsPositiveInfinity(latestMin)) wished = ChargeForecast.Slots;
        int slot = wished;
        while (slot < last && IsTaken(taken, slot, SlotsOf(t))) slot++;
        return new ExpectedStart(slot, TimeOf(facts, slot), slot < ChargeForecast.Slots && PowerAt(facts, slot) is not null, slot > wished);
    }

    /// <summary>The first slot in which the rule starts it, when power comes and goes at the medians.</summary>
    private static int ByChain(PlanningFacts facts, PlannedCosts curve, in PlannableTask t, int first, int last)
    {
        bool isPresent = true;
        for (int k = first; k < last; k++)
        {
            bool charges = PowerAt(facts, k) is not null;
            isPresent &= charges == facts.IsCharging;
            if (t.Allowed is { } allowed && !allowed[k]) continue;
            if (isPresent ? curve.Start[k] <= curve.Wait[k] : charges && curve.IsTaken(k, ChainCourse.Arrival)) return k;
        }

        return last;
    }

    /// <summary>The median slot in which the rule starts it, over all courses of the sky.</summary>
    private static int BySky(SurplusForecast sky, PlannedCosts curve, in PlannableTask t, int first, int last)
    {
        Span<double> waiting = stackalloc double[States], next = stackalloc double[States];
        sky.Chance.AsSpan(first * States, States).CopyTo(waiting);
        for (int k = first; k < last; k++)
        {
            bool isAllowed = t.Allowed is not { } allowed || allowed[k];
            double left = 0;
            for (int s = 0; s < States; s++)
            {
                if (isAllowed && curve.IsTaken(k, s)) waiting[s] = 0;
                left += waiting[s];
            }

            if (left <= 0.5) return k;
            next.Clear();
            sky.Advance(k, waiting, next);
            next.CopyTo(waiting);
        }

        return last;
    }

    private static bool IsTaken(ReadOnlySpan<bool> taken, int from, int count) =>
        from < taken.Length && taken[from..Math.Min(taken.Length, from + count)].Contains(true);

    private static DateTimeOffset TimeOf(PlanningFacts facts, int slot)
    {
        DateTimeOffset at = facts.Forecast.ChainStart.AddMinutes(slot * SlotMin);
        // When charging begins within the slot, the task starts at that time.
        if (slot < ChargeForecast.Slots && PowerAt(facts, slot) is { } power && power > at) at = power;
        return Order.Max(at, facts.Now);
    }

    /// <summary>Start of the external power that is expected in a slot; null when none is expected.</summary>
    private static DateTimeOffset? PowerAt(PlanningFacts facts, int slot)
    {
        DateTimeOffset from = facts.Forecast.ChainStart.AddMinutes(slot * SlotMin), to = from.AddMinutes(SlotMin);
        foreach (ChargeWindow window in facts.Forecast.Windows)
        {
            if (window.Start < to && !(window.End <= from)) return window.Start;
        }

        return null;
    }
}
