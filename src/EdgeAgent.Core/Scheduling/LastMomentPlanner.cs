using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Scheduling;

/// <summary>
/// The policy without a forecast: run while powered, else in the hour of day with the least activity where one is known, else at the last
/// moment that meets the deadline, the queue behind a task counted. Without a deadline, run now (the rules of its class already allow it).
/// </summary>
public static class LastMomentPlanner
{
    /// <summary>Least confidence to plan by. Below it the forecast has seen too little (a day or two), or was wrong too often.</summary>
    public const double TrustedConfidence = 0.15;

    private static readonly TimeSpan QuietHour = TimeSpan.FromHours(1);

    /// <summary>
    /// <paramref name="planner"/>, but on battery this policy where that has nothing to go by and a quiet hour is known: the forecast
    /// is not to be trusted yet, or the site never charges.
    /// </summary>
    public static PlaceTasks Or(PlaceTasks planner) => (PlanInput input, ReadOnlySpan<PlannableTask> tasks, out DateTimeOffset? askAgainAt) =>
        IsBetterFor(input) ? Place(input, tasks, out askAgainAt) : planner(input, tasks, out askAgainAt);

    public static Placement[] Place(PlanInput input, ReadOnlySpan<PlannableTask> tasks, out DateTimeOffset? askAgainAt)
    {
        askAgainAt = null;
        var placements = new Placement[tasks.Length];
        DateTimeOffset[] latest = LatestStarts(input, tasks);
        for (int i = 0; i < tasks.Length; i++)
        {
            Placement placement = PlaceOne(input, tasks[i], latest[i]);
            placements[tasks[i].Index] = placement;
            if (!placement.RunNow && !(placement.PlannedStart >= askAgainAt)) askAgainAt = placement.PlannedStart;
        }

        return placements;
    }

    private static bool IsBetterFor(PlanInput input) =>
        input.QuietestAt is not null && input.Now.IsTrusted && !input.Power.IsPowered && (input.NeverCharges || !IsTrusted(input.Forecast));

    private static bool IsTrusted(ChargeForecast? forecast) => forecast is { Confidence: >= TrustedConfidence };

    /// <summary>Latest start of each task such that it and all tasks due after it can run one after the other.</summary>
    private static DateTimeOffset[] LatestStarts(PlanInput input, ReadOnlySpan<PlannableTask> tasks)
    {
        var latest = new DateTimeOffset[tasks.Length];
        Array.Fill(latest, DateTimeOffset.MaxValue);
        var byDeadline = new (DateTimeOffset Deadline, int Index)[tasks.Length];
        for (int i = 0; i < tasks.Length; i++) byDeadline[i] = (tasks[i].DeadlineAt ?? DateTimeOffset.MaxValue, i);
        Array.Sort(byDeadline);
        DateTimeOffset bound = DateTimeOffset.MaxValue;
        for (int n = tasks.Length - 1; n >= 0; n--)
        {
            (DateTimeOffset deadline, int i) = byDeadline[n];
            if (deadline == DateTimeOffset.MaxValue) continue;
            TimeSpan lifetime = deadline - tasks[i].ReleaseAt;
            TimeSpan margin = Order.Min(lifetime / 10, input.Policy.RelaxMargin);
            bound = Order.Min(deadline, bound) - tasks[i].DurationP90;
            latest[i] = bound - margin;
        }

        return latest;
    }

    private static Placement PlaceOne(PlanInput input, in PlannableTask task, DateTimeOffset latest)
    {
        DateTimeOffset now = input.Now.Utc;
        if (input.Power.IsPowered) return Now(task, now, PlacementReason.ChargingNow);
        if (task.IsStarted || task.DeadlineAt is null) return Now(task, now, PlacementReason.WaitingNotWorth);
        if (latest <= now) return Now(task, now, PlacementReason.LastMoment);
        DateTimeOffset? window = IsBetterFor(input) ? null : input.Forecast?.NextChargeStart;
        if (window > now && window < latest) return Later(task, window.Value, PlacementReason.ExpectedWindow);
        return InQuietHour(input, task, now, latest);
    }

    // During the quiet hour the input names "now" as its start, because it is set with every sample.
    private static Placement InQuietHour(PlanInput input, in PlannableTask task, DateTimeOffset now, DateTimeOffset latest)
    {
        if (input.QuietestAt is not { } quiet || !input.Now.IsTrusted || quiet > latest) return Later(task, latest, PlacementReason.LastMoment);
        if (quiet > now) return Later(task, quiet, PlacementReason.QuietestHour);
        if (now < quiet + QuietHour) return Now(task, now, PlacementReason.QuietestHour);
        return Later(task, latest, PlacementReason.LastMoment);
    }

    private static Placement Now(in PlannableTask task, DateTimeOffset now, PlacementReason reason) =>
        new(task.Index, true, now, now + task.Duration, reason);

    private static Placement Later(in PlannableTask task, DateTimeOffset at, PlacementReason reason) =>
        new(task.Index, false, at, at + task.Duration, reason);
}
