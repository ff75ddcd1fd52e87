using EdgeAgent.Core.Planning;

namespace EdgeAgent.Core.Scheduling;

/// <summary>Adapts the window planner to the scheduler, because the planner itself knows no records, rules and holds.</summary>
public static class WindowPlannerSeam
{
    /// <summary>
    /// The planner as the scheduler calls it (<see cref="PlaceTasks"/>). Without a forecast or a trusted clock it plans as
    /// <see cref="LastMomentPlanner"/> does. One heavy task at a time on battery.
    /// </summary>
    public static Placement[] Place(this WindowPlanner planner, PlanInput input, ReadOnlySpan<PlannableTask> tasks, out DateTimeOffset? askAgainAt)
    {
        if (input.Forecast is not { } forecast || !input.Now.IsTrusted) return LastMomentPlanner.Place(input, tasks, out askAgainAt);
        Placement[] placements = planner.Plan(
            new PlanningFacts
            {
                Now = input.Now.Utc,
                IsCharging = input.Power.IsPowered,
                Forecast = forecast,
                HarvestW = input.Power.HarvestW,
                WaitCostPerHour = planner.WaitCostPerHour,
                Concurrency = input.Power.IsPowered ? Math.Max(1, tasks.Length) : 1,
                IsOneAtATime = false,
                SocPct = input.Power.SocPct,
                CapacityWh = input.PackWh,
                SurplusWeight = PlanningFacts.SurplusWeightFor(input.PackWh),
                ReservePct = planner.ReservePct,
            },
            tasks);
        if (planner.AskAgainAt == DateTimeOffset.MaxValue) askAgainAt = null;
        else askAgainAt = planner.AskAgainAt;
        return placements;
    }
}
