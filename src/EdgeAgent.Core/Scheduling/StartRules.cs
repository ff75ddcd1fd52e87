using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Scheduling;

/// <summary>The reasons that keep a task from starting. With no reason it may start.</summary>
internal static class StartRules
{
    /// <summary>Reasons of the task itself. While one of them holds, the state of the machine is not looked at.</summary>
    public static readonly WaitReasonSet Time = WaitReasonSet.Of(WaitReason.MinimumLatency, WaitReason.Backoff);

    /// <summary>Reasons of class and machine.</summary>
    public static WaitReasonSet Machine(TaskRecord r, PlanContext env, Relaxation relaxed)
    {
        TaskSpec spec = r.Spec;
        WaitReasonSet unmet = WaitReasonSet.None;
        if (spec.Constraints != TaskConstraints.None) unmet = Asked(spec.Constraints, env, spec.Constraints.Flexible ? relaxed : Relaxation.None);
        if (spec.Class == TaskClass.Critical) return unmet;

        WaitReasonSet gates = spec.Kind == "cleanup" ? env.Gates.Without(WaitReason.Disk) : env.Gates;
        unmet |= gates | ByClass(spec, env, relaxed);
        if (env.IsHeldLow && !IsExpedited(spec, env)) unmet |= WaitReason.UserHold;
        if (env.QuietUntil is not null && !IsExpedited(spec, env)) unmet |= WaitReason.QuietHours;
        if (!env.IsPowered && env.Input.Quotas.Starts(spec.Kind) >= env.Policy.StartsPerKindPerDay) unmet |= WaitReason.Quota;
        return unmet;
    }

    /// <summary>Reasons of prerequisites, time and holds.</summary>
    public static WaitReasonSet Own(TaskRecord r, PlanContext env)
    {
        WaitReasonSet unmet = WaitReasonSet.If(r.WaitsFor.Count > 0, WaitReason.Prerequisite);
        if (r.NotBeforeMs > env.Now.DeviceTimeMs) unmet |= r.IsBackoff ? WaitReason.Backoff : WaitReason.MinimumLatency;
        if (r.UserPaused || env.Input.Holds.On(r.Spec) is not null) unmet |= WaitReason.UserHold;
        if (r.Attempt == 0 || !r.IsBackoff) unmet |= OfCalendar(r, env);
        return unmet;
    }

    /// <summary>Wall clock of its release; now or earlier for one that was released. A calendar's own moment is published as it stands, without conversion to milliseconds.</summary>
    public static DateTimeOffset ReleaseAt(TaskRecord r, in Timestamp now)
    {
        DateTimeOffset counted = now.Utc.AddMilliseconds(Lifetime.ReleaseMs(r, now) - now.DeviceTimeMs);
        if (now.IsTrusted && Lifetime.CalendarStart(r) is { } at && at - counted is { Ticks: >= 0 and < TimeSpan.TicksPerMillisecond })
        {
            return at;
        }

        return counted;
    }

    /// <summary>Expedited and within its quota: energy rules above the floor, quiet hours and the planner do not hold it back.</summary>
    public static bool IsExpedited(TaskSpec spec, PlanContext env) => spec.Expedited is not null && env.Expedited[(int)spec.Class];

    public static bool IsHeavy(TaskSpec spec, RunEstimate estimate, SchedulingPolicy policy) =>
        spec.Class == TaskClass.ChargingOnly || estimate.Duration >= policy.HeavyDuration;

    /// <summary>
    /// Only one task of the kind may run at a time, a paused one included: a second update would replace what the first has installed
    /// before anybody knows whether it works.
    /// </summary>
    public static bool RunsAlone(TaskSpec spec) => spec.Kind == "update";

    private static WaitReasonSet OfCalendar(TaskRecord r, PlanContext env)
    {
        DateTimeOffset? start = Lifetime.CalendarStart(r);
        bool awaitsFirstSlot = start is null && r.Spec.Schedule is TaskSchedule.Cron;
        if (start is null && !awaitsFirstSlot) return WaitReasonSet.None;
        if (!env.Now.IsTrusted) return WaitReason.ClockUntrusted;
        return WaitReasonSet.If(awaitsFirstSlot || start > env.Now.Utc, WaitReason.MinimumLatency);
    }

    private static WaitReasonSet ByClass(TaskSpec spec, PlanContext env, Relaxation relaxed)
    {
        if (env.IsStale) return WaitReason.SensorStale;
        double soc = env.SocPct ?? (env.IsFull ? 100 : 0);
        if (IsExpedited(spec, env)) return WaitReasonSet.If(!env.IsPowered && !(soc >= env.Policy.FloorPct), WaitReason.ConstraintBatteryNotLow);
        StartFacts facts = env.Facts(soc, relaxed);
        WaitReasonSet unmet = OfAnswer(StartRule.ByClass(spec.Class, facts, env.StartLimits));
        if (env.IsLow) unmet |= WaitReason.ConstraintBatteryNotLow;
        if (!unmet.Contains(WaitReason.ConstraintCharging)) return unmet;
        // Also list the reasons that will remain once the charger is there.
        facts.IsPowered = true;
        return unmet | OfAnswer(StartRule.ByClass(spec.Class, facts, env.StartLimits));
    }

    private static WaitReasonSet OfAnswer(StartAnswer answer) => answer switch
    {
        StartAnswer.Start => WaitReasonSet.None,
        StartAnswer.WaitForCharge => WaitReason.ConstraintBatteryNotLow,
        StartAnswer.WaitForCharger => WaitReason.ConstraintCharging,
    };

    /// <summary>True when the expected energy of the run leaves the reserve in the battery.</summary>
    public static bool LeavesReserve(TaskSpec spec, RunEstimate estimate, PlanContext env)
    {
        if (spec.Class == TaskClass.Critical || !env.OnBattery || env.Input.PackWh is not { } pack || env.SocPct is not { } soc) return true;
        return soc - estimate.EnergyMwh / 10 / pack >= (spec.Expedited is null ? env.Policy.ReservePct : env.Policy.FloorPct);
    }

    private static WaitReasonSet Asked(TaskConstraints c, PlanContext env, Relaxation relaxed)
    {
        SystemState system = env.Input.System;
        WaitReasonSet unmet = WaitReasonSet.None;
        if (c.Charging && !env.IsPowered && relaxed < Relaxation.Charging) unmet |= WaitReason.ConstraintCharging;
        if (c.ExternalPower && env.Input.Power.Source != PowerSource.External) unmet |= WaitReason.ConstraintCharging;
        if (c.BatteryNotLow && (env.IsLow || env.IsStale) && relaxed < Relaxation.Battery) unmet |= WaitReason.ConstraintBatteryNotLow;
        if (c.MinSocPct is not null && env.SocPct is null) unmet |= WaitReason.SensorStale;
        if (env.SocPct < c.MinSocPct) unmet |= WaitReason.ConstraintBatteryNotLow;
        if (c.Idle && !env.IsIdle && relaxed < Relaxation.Idle) unmet |= WaitReason.ConstraintDeviceIdle;
        if (!HasNetwork(c, system.Network, relaxed)) unmet |= WaitReason.ConstraintConnectivity;
        if (c.StorageNotLow && system.DiskUsedPct >= env.Policy.MaxDiskPct) unmet |= WaitReason.ConstraintStorageNotLow;
        if (c.MaxCpuTemperatureC is not null && system.CpuTemperatureC is null) unmet |= WaitReason.SensorStale;
        if (system.CpuTemperatureC > c.MaxCpuTemperatureC) unmet |= WaitReason.Thermal;
        return unmet;
    }

    private static bool HasNetwork(TaskConstraints c, NetworkKind now, Relaxation relaxed) => c.Network switch
    {
        NetworkKind.None => true,
        NetworkKind.Unmetered when relaxed < Relaxation.Network => now == NetworkKind.Unmetered,
        _ => now != NetworkKind.None,
    };
}
