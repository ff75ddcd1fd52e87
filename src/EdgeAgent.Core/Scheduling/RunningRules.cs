using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Scheduling;

/// <summary>Rules for running tasks: time-outs, freeze, thaw, and the stop when freezing does not help or lasts too long.</summary>
internal static class RunningRules
{
    /// <summary>The event that the rules require now; null for none.</summary>
    public static TaskEvent? NextEvent(TaskRecord r, RunEstimate estimate, PlanContext env)
    {
        if (r.Phase is TaskPhase.Starting or TaskPhase.Running && TimedOut(r, env.Now) is { } timeout) return new TaskEvent.Stop(timeout);
        if (r.Phase == TaskPhase.Running && Cause(r, estimate, env, thaw: false) is { } cause) return React(r, cause, env);
        if (r.Phase == TaskPhase.Paused && IsOverdue(r, env)) return new TaskEvent.Stop(r.Reason);
        return null;
    }

    /// <summary>True for a paused task that only needs a free slot to go on.</summary>
    public static bool MayResume(TaskRecord r, RunEstimate estimate, PlanContext env) =>
        r.Phase == TaskPhase.Paused && !r.UserPaused && Cause(r, estimate, env, thaw: true) is null;

    /// <summary>Device time at which a limit of the attempt or of its pause is reached; null without one.</summary>
    public static long? NextLimitMs(TaskRecord r, in Timestamp now, SchedulingPolicy policy)
    {
        if (r.Clock is not { } clock) return null;
        if (r.Phase == TaskPhase.Stopping) return null;
        if (r.Phase == TaskPhase.Paused && r.UserPaused) return null;
        if (r.Phase == TaskPhase.Paused) return clock.PausedMs + (long)policy.MaxPause.TotalMilliseconds;
        TaskLimits limits = r.Spec.Limits;
        long? next = Earliest(limits.Run?.TotalMilliseconds, Earliest(
            limits.Stall?.TotalMilliseconds + clock.AdvancedMs, limits.Step?.TotalMilliseconds + clock.HeardMs));
        if (next is { } at) return now.DeviceTimeMs + Math.Max(0, at - clock.At(now.DeviceTimeMs));
        return null;
    }

    private static long? Earliest(double? a, double? b)
    {
        if (a is { } first && b is { } second) return (long)Math.Min(first, second);
        return (long?)(a ?? b);
    }

    private static StopReason? TimedOut(TaskRecord r, in Timestamp now)
    {
        if (r.Clock is not { } clock) return null;
        var active = TimeSpan.FromMilliseconds(clock.At(now.DeviceTimeMs));
        if (active >= r.Spec.Limits.Run) return StopReason.Timeout;
        if (active - TimeSpan.FromMilliseconds(clock.AdvancedMs) >= r.Spec.Limits.Stall) return StopReason.ProgressStalled;
        if (active - TimeSpan.FromMilliseconds(clock.HeardMs) >= r.Spec.Limits.Step) return StopReason.StepTimeout;
        return null;
    }

    private static TaskEvent? React(TaskRecord r, StopReason cause, PlanContext env) => r.Spec.Preemption switch
    {
        Preemption.Pause => new TaskEvent.Pause(cause),
        Preemption.Restart => new TaskEvent.Stop(cause),
        _ when cause == StopReason.BatteryCritical && IsBelowFloor(env) => new TaskEvent.Stop(cause),
        _ => null,
    };

    private static bool IsBelowFloor(PlanContext env) => env.OnBattery && env.SocPct < env.Policy.FloorPct;

    private static bool IsOverdue(TaskRecord r, PlanContext env) =>
        !r.UserPaused && r.Clock?.PausedMs is { } since && env.Now.Since(since) >= env.Policy.MaxPause;

    // Hard floors come first. The limit to go on is stricter than the limit to freeze, so that noise does not toggle the task.
    private static StopReason? Cause(TaskRecord r, RunEstimate estimate, PlanContext env, bool thaw)
    {
        TaskSpec spec = r.Spec;
        if (spec.Class == TaskClass.Critical) return Asked(r, estimate, env, thaw);
        bool low = spec.Expedited is null ? env.Input.Mode == OperatingMode.Suspended : IsBelowFloor(env);
        if (low && !env.IsStale) return StopReason.BatteryCritical;
        // The reason is not USER: a task stopped for USER never runs again, but this one goes on when the ceiling is lifted.
        if (spec.Expedited is null && env.Input.Ceiling == OperatingMode.Suspended) return StopReason.DeviceState;
        bool heavy = StartRules.IsHeavy(spec, estimate, env.Policy);
        if (heavy && env.IsUndervoltage) return StopReason.Undervoltage;
        if (IsHot(env, heavy, thaw)) return StopReason.Thermal;
        return Asked(r, estimate, env, thaw);
    }

    private static bool IsHot(PlanContext env, bool heavy, bool thaw)
    {
        double limit = env.Policy.MaxCpuTemperatureC;
        if (!heavy) limit += env.Policy.ThermalBand;
        if (thaw) limit -= env.Policy.ThermalBand;
        return env.Input.System.CpuTemperatureC >= limit;
    }

    private static StopReason? Asked(TaskRecord r, RunEstimate estimate, PlanContext env, bool thaw)
    {
        TaskConstraints c = r.Spec.Constraints;
        PowerSource source = env.Input.Power.Source;
        if (NeedsCharging(r, estimate, env) && (thaw ? !env.IsPowered : source == PowerSource.Battery)) return StopReason.ConstraintCharging;
        if (c.ExternalPower && (thaw ? source != PowerSource.External : source == PowerSource.Battery)) return StopReason.ConstraintCharging;
        if (env.SocPct < c.MinSocPct + (thaw ? env.Policy.ThawPct : 0)) return StopReason.ConstraintBatteryNotLow;
        if (c.Network != NetworkKind.None && env.Input.System.Network == NetworkKind.None) return StopReason.ConstraintConnectivity;
        bool hot = env.Input.System.CpuTemperatureC > c.MaxCpuTemperatureC - (thaw ? env.Policy.ThermalBand : 0);
        if (hot) return StopReason.Thermal;
        return null;
    }

    private static bool NeedsCharging(TaskRecord r, RunEstimate estimate, PlanContext env)
    {
        TaskSpec spec = r.Spec;
        if (!spec.Constraints.Charging && spec.Class != TaskClass.ChargingOnly) return false;
        if (spec.Constraints.Charging && !spec.Constraints.Flexible) return true;
        if (StartRules.IsExpedited(spec, env)) return false;
        return Lifetime.DueMs(r, env.Now) is not { } due || Lifetime.Relaxed(r, due, estimate, env, out _) < Relaxation.Charging;
    }
}
