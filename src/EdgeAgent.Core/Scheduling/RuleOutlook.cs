using EdgeAgent.Core.Outlook;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Core.Scheduling;

/// <summary>
/// Says when a task's start rules will hold, by applying them to every time of the projection. So no start is planned or estimated for a time at
/// which the same rules would forbid it.
/// </summary>
internal sealed class RuleOutlook(PlanContext now)
{
    /// <summary>Reasons that the projection can date.</summary>
    public static readonly WaitReasonSet Foreseen = StartRules.Time | WaitReasonSet.Of(
        WaitReason.ConstraintCharging, WaitReason.ConstraintBatteryNotLow, WaitReason.ConstraintDeviceIdle, WaitReason.QuietHours, WaitReason.EnergyBudget);

    private readonly Dictionary<(TaskClass, double EnergyMwh), WaitReasonSet[]> _shared = [];
    private readonly Dictionary<TaskRecord, WaitReasonSet[]> _own = new(ReferenceEqualityComparer.Instance);
    private PlanContext[]? _moments;

    public Projection Projection => now.Projection;

    /// <summary>
    /// The first time, from a given one on, at which none of the reasons holds; null when there is none within the horizon or before the deadline. With the reasons of
    /// time among them <paramref name="from"/> is the task's release or later.
    /// </summary>
    public DateTimeOffset? First(TaskRecord task, RunEstimate estimate, WaitReasonSet reasons, DateTimeOffset from)
    {
        if (from < now.Now.Utc) from = now.Now.Utc;
        if (Projection.IndexAt(from) is not { } first) return null;
        WaitReasonSet[] unmet = Timeline(task, estimate);
        for (int i = first; i < unmet.Length; i++)
        {
            if (unmet[i].HasAny(reasons)) continue;
            // A release time is exact, also between two times of the projection.
            bool isOpen = i == first && (i == 0 || !unmet[i - 1].HasAny(reasons.Without(StartRules.Time)));
            if (isOpen) return from;
            return Projection.At(i);
        }

        return null;
    }

    /// <summary>Whether a start at this time waits last for the charge: the charger is there before.</summary>
    public bool IsChargedLast(TaskRecord task, RunEstimate estimate, DateTimeOffset start)
    {
        if (Projection.IndexAt(start) is not (> 0 and { } index)) return false;
        WaitReasonSet before = Timeline(task, estimate)[index - 1];
        return before.Contains(WaitReason.ConstraintBatteryNotLow) && !before.Contains(WaitReason.ConstraintCharging);
    }

    /// <summary>For each time of the projection the reasons of <see cref="Foreseen"/> that hold the task back.</summary>
    public WaitReasonSet[] Timeline(TaskRecord task, RunEstimate estimate)
    {
        if (IsLikeOthers(task))
        {
            var key = (task.Spec.Class, estimate.EnergyMwh);
            if (!_shared.TryGetValue(key, out WaitReasonSet[]? shared)) _shared[key] = shared = Make(task, estimate);
            return shared;
        }

        if (!_own.TryGetValue(task, out WaitReasonSet[]? own)) _own[task] = own = Make(task, estimate);
        return own;
    }

    private bool IsLikeOthers(TaskRecord task) =>
        task.Spec.Constraints == TaskConstraints.None && task.Spec.Expedited is null && task.NotBeforeMs <= now.Now.DeviceTimeMs &&
        Lifetime.DueMs(task, now.Now) is null && Lifetime.CalendarStart(task) is null;

    private WaitReasonSet[] Make(TaskRecord task, RunEstimate estimate)
    {
        PlanContext[] moments = _moments ??= [.. Enumerable.Range(0, Projection.States.Count).Select(i => i == 0 ? now : now.At(i))];
        var unmet = new WaitReasonSet[moments.Length];
        for (int i = 0; i < unmet.Length; i++) unmet[i] = UnmetAt(task, estimate, moments[i], Projection.States[i].IsDark);
        return unmet;
    }

    private static WaitReasonSet UnmetAt(TaskRecord task, RunEstimate estimate, PlanContext then, bool isDark)
    {
        bool isOver = Lifetime.DeadlineMs(task, then.Now) is { } deadline && deadline <= then.Now.DeviceTimeMs;
        if (isDark || isOver) return Foreseen;
        WaitReasonSet unmet = StartRules.Own(task, then) | StartRules.Machine(task, then, Lifetime.RelaxedFor(task, estimate, then, out _));
        if (!StartRules.LeavesReserve(task.Spec, estimate, then)) unmet |= WaitReason.EnergyBudget;
        return unmet & Foreseen;
    }
}
