using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Core.Planning;

public sealed partial class WindowPlanner
{
    // When the others are expected to run: each at the start that costs least by the forecast's probabilities, by deadline,
    // not on top of one another. This is for people; the decision to start is taken anew each time.
    private void PlaceRest(
        PlanningFacts facts, ReadOnlySpan<PlannableTask> tasks, int[] order, double[] latest, double nowMin,
        PlacementReason?[] chosen, Placement[] placements)
    {
        Span<bool> taken = stackalloc bool[ChargeForecast.Slots];
        var battery = new double[ChargeForecast.Slots + 1];
        for (int k = 0; k < ChargeForecast.Slots; k++) battery[k + 1] = battery[k] + SlotMin * (1 - facts.Forecast.PCharging[k]);
        foreach (int i in order)
        {
            if (chosen[i] is not { } reason) continue;
            Take(taken, 0, SlotsOf(tasks[i]));
            placements[i] = new Placement(tasks[i].Index, true, facts.Now, facts.Now + tasks[i].Duration, reason);
        }

        foreach (int i in order)
        {
            if (chosen[i] is not null) continue;
            if (!TrustsForecast && latest[i] < double.PositiveInfinity)
            {
                placements[i] = AtLastMoment(facts, tasks[i], latest[i]);
                continue;
            }

            int slot = Cheapest(facts, tasks[i], latest[i], nowMin, taken, battery);
            Take(taken, slot, SlotsOf(tasks[i]));
            DateTimeOffset start = slot == 0 ? facts.Now : facts.Forecast.ChainStart.AddMinutes(slot * SlotMin);
            if (start < facts.Now) start = facts.Now;
            placements[i] = new Placement(tasks[i].Index, false, start, start + tasks[i].Duration, ReasonFor(facts, tasks[i], latest[i], slot));
        }
    }

    // Sooner when it charges; when that will be is what is not trusted.
    private static Placement AtLastMoment(PlanningFacts facts, in PlannableTask t, double latestMin)
    {
        DateTimeOffset start = At(latestMin) > facts.Now ? At(latestMin) : facts.Now;
        return new Placement(t.Index, false, start, start + t.Duration, BreaksReserve(facts, t) ? PlacementReason.ReserveTooLow : PlacementReason.LastMoment);
    }

    private static int SlotsOf(in PlannableTask t) => Math.Clamp((int)Math.Ceiling(t.Duration.TotalMinutes / SlotMin), 1, ChargeForecast.Slots);

    private static void Take(Span<bool> taken, int from, int count) => taken[from..Math.Min(taken.Length, from + count)].Fill(true);

    private static int Cheapest(
        PlanningFacts facts, in PlannableTask t, double latestMin, double nowMin, Span<bool> taken, double[] battery)
    {
        double origin = Minutes(facts.Forecast.ChainStart);
        int first = Math.Clamp((int)((nowMin - origin) / SlotMin), 0, ChargeForecast.Slots - 1);
        int last = (int)Math.Clamp(Math.Floor((latestMin - origin) / SlotMin), first, ChargeForecast.Slots - 1);
        int length = SlotsOf(t), best = last;
        double bestCost = double.PositiveInfinity;
        for (int k = first; k <= last; k++)
        {
            int end = Math.Min(k + length, ChargeForecast.Slots);
            if (taken[k..end].Contains(true) || t.Allowed is { } allowed && !allowed[k]) continue;
            double cost = battery[end] - battery[k];
            if (facts.Forecast.Surplus is { } surplus)
                cost += facts.SurplusWeight * (t.Duration.TotalMinutes * surplus.BatteryShare(k, t.PowerW) - cost);
            cost += facts.WaitCostPerHour * (k - first) * SlotMin / 60;
            if (cost >= bestCost - 1e-9) continue;
            bestCost = cost;
            best = k;
        }

        return best;
    }

    private static PlacementReason ReasonFor(PlanningFacts facts, in PlannableTask t, double latestMin, int slot)
    {
        if (BreaksReserve(facts, t)) return PlacementReason.ReserveTooLow;
        double startMin = Minutes(facts.Forecast.ChainStart) + (slot + 1) * SlotMin;
        if (startMin >= latestMin) return PlacementReason.LastMoment;
        if (facts.Forecast.PCharging[slot] < 0.5) return PlacementReason.WaitingNotWorth;
        if (!facts.IsCharging) return PlacementReason.ExpectedWindow;
        if (facts.Forecast.Surplus is { } s && s.BatteryShare(slot, t.PowerW) < s.BatteryShare(0, t.PowerW) - 0.05) return PlacementReason.RicherWindow;
        return facts.Forecast.LengthHours.P50 < t.DurationP90.TotalHours ? PlacementReason.WindowTooShort : PlacementReason.QueuedBehind;
    }
}
