namespace EdgeAgent.Core.Scheduling;

/// <summary>
/// The policy without a forecast: run while powered, else at the last moment that meets the deadline; without a deadline, run now (the
/// rules of its class already allow it).
/// </summary>
public static class LastMomentPlanner
{
    public static Placement[] Place(PlanInput input, ReadOnlySpan<PlannableTask> tasks, out DateTimeOffset? askAgainAt)
    {
        askAgainAt = null;
        var placements = new Placement[tasks.Length];
        foreach (ref readonly PlannableTask task in tasks)
        {
            Placement placement = PlaceOne(input, task);
            placements[task.Index] = placement;
            if (!placement.RunNow && !(placement.PlannedStart >= askAgainAt)) askAgainAt = placement.PlannedStart;
        }

        return placements;
    }

    private static Placement PlaceOne(PlanInput input, in PlannableTask task)
    {
        DateTimeOffset now = input.Now.Utc;
        if (input.Power.IsPowered) return Now(task, now, PlacementReason.ChargingNow);
        if (task.IsStarted || task.DeadlineAt is not { } deadline) return Now(task, now, PlacementReason.WaitingNotWorth);
        TimeSpan lifetime = deadline - task.ReleaseAt;
        TimeSpan margin = lifetime / 10 < input.Policy.RelaxMargin ? lifetime / 10 : input.Policy.RelaxMargin;
        DateTimeOffset latest = deadline - task.DurationP90 - margin;
        if (latest <= now) return Now(task, now, PlacementReason.LastMoment);
        DateTimeOffset? window = input.Forecast?.NextChargeStart;
        return window > now && window < latest
            ? new Placement(task.Index, false, window.Value, window.Value + task.Duration, PlacementReason.ExpectedWindow)
            : new Placement(task.Index, false, latest, latest + task.Duration, PlacementReason.LastMoment);
    }

    private static Placement Now(in PlannableTask task, DateTimeOffset now, PlacementReason reason) =>
        new(task.Index, true, now, now + task.Duration, reason);
}
