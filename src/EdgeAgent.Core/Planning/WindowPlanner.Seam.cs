using EdgeAgent.Core.Scheduling;

namespace EdgeAgent.Core.Planning;

public sealed partial class WindowPlanner
{
    /// <summary>Battery minutes that one hour of waiting is worth.</summary>
    public double WaitCostPerHour { get; init; } = 0.5;

    /// <summary>State of charge that no deferrable task may touch, percent.</summary>
    public double ReservePct { get; init; }

    /// <summary>
    /// The planner as the scheduler calls it (<see cref="PlaceTasks"/>). Without a forecast or a trusted clock it plans as
    /// <see cref="LastMomentPlanner"/> does. One heavy task at a time on battery.
    /// </summary>
    public Placement[] Place(PlanInput input, ReadOnlySpan<PlannableTask> tasks, out DateTimeOffset? askAgainAt)
    {
        if (input.Forecast is not { } forecast || !input.Now.IsTrusted) return LastMomentPlanner.Place(input, tasks, out askAgainAt);
        Placement[] placements = Plan(
            new PlanningFacts
            {
                Now = input.Now.Utc,
                IsCharging = input.Power.IsPowered,
                Forecast = forecast,
                HarvestW = input.Power.HarvestW,
                WaitCostPerHour = WaitCostPerHour,
                Concurrency = input.Power.IsPowered ? Math.Max(1, tasks.Length) : 1,
                SocPct = input.Power.SocPct,
                CapacityWh = input.PackWh,
                SurplusWeight = PlanningFacts.SurplusWeightFor(input.PackWh),
                ReservePct = ReservePct,
            },
            tasks);
        askAgainAt = AskAgainAt == DateTimeOffset.MaxValue ? null : AskAgainAt;
        return placements;
    }
}
