using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Planning;

public sealed partial class WindowPlanner
{
    // Gives the tasks that do not start now a planned start: the time at which the rule is expected to start them, at the median course of power.
    // The times are for people; the decision to start is made again in each plan.
    private void PlaceRest(in Round round, Placement[] placements)
    {
        PlanningFacts facts = round.Facts;
        ReadOnlySpan<PlannableTask> tasks = round.Tasks;
        var taken = facts.IsOneAtATime ? new bool[ChargeForecast.Slots] : [];
        foreach (int i in round.Order)
        {
            if (round.Chosen[i] is not { } reason) continue;
            Take(taken, 0, SlotsOf(tasks[i]));
            placements[i] = new Placement(tasks[i].Index, true, facts.Now, facts.Now + tasks[i].Duration, reason);
        }

        foreach (int i in round.Order)
        {
            if (round.Chosen[i] is not null) continue;
            if (!TrustsForecast && round.LatestMin[i] < double.PositiveInfinity)
            {
                placements[i] = AtLastMoment(facts, tasks[i], round.LatestMin[i]);
                continue;
            }

            ExpectedStart start = Expect(facts, tasks[i], round.LatestMin[i], round.NowMin, taken);
            Take(taken, start.Slot, SlotsOf(tasks[i]));
            placements[i] = new Placement(tasks[i].Index, false, start.At, start.At + tasks[i].Duration, ReasonFor(facts, tasks[i], round.LatestMin[i], start));
        }
    }

    // The task starts sooner when it charges, but the forecast of that time is not trusted.
    private static Placement AtLastMoment(PlanningFacts facts, in PlannableTask t, double latestMin)
    {
        DateTimeOffset start = Order.Max(At(latestMin), facts.Now);
        return new Placement(t.Index, false, start, start + t.Duration, BreaksReserve(facts, t) ? PlacementReason.ReserveTooLow : PlacementReason.LastMoment);
    }

    private static int SlotsOf(in PlannableTask t) => Math.Clamp((int)Math.Ceiling(t.Duration.TotalMinutes / SlotMin), 1, ChargeForecast.Slots);

    private static void Take(Span<bool> taken, int from, int count)
    {
        if (from < taken.Length) taken[from..Math.Min(taken.Length, from + count)].Fill(true);
    }

    private static PlacementReason ReasonFor(PlanningFacts facts, in PlannableTask t, double latestMin, in ExpectedStart start)
    {
        if (BreaksReserve(facts, t)) return PlacementReason.ReserveTooLow;
        if (start.IsQueued) return PlacementReason.QueuedBehind;
        int slot = Math.Min(start.Slot, ChargeForecast.Slots - 1);
        if (Minutes(facts.Forecast.ChainStart) + (slot + 1) * SlotMin >= latestMin) return PlacementReason.LastMoment;
        if (!facts.IsCharging) return start.OnPower ? PlacementReason.ExpectedWindow : PlacementReason.WaitingNotWorth;
        if (facts.Forecast.Surplus is { } s && s.BatteryShare(slot, t.PowerW) < s.BatteryShare(0, t.PowerW) - Weighing.RicherShare) return PlacementReason.RicherWindow;
        return facts.Forecast.LengthHours < t.DurationP90.TotalHours ? PlacementReason.WindowTooShort : PlacementReason.QueuedBehind;
    }
}
