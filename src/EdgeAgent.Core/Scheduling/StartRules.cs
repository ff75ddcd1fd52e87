using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using static EdgeAgent.Core.Scheduling.PlanContext;

namespace EdgeAgent.Core.Scheduling;

/// <summary>What keeps a task from starting, as a set of reasons (bit n = <see cref="WaitReason"/> n). No reason: it may start.</summary>
internal static class StartRules
{
    /// <summary>Reasons that lie with the task itself; while one holds, the state of the machine does not matter yet.</summary>
    public const uint Time = (1u << (int)WaitReason.MinimumLatency) | (1u << (int)WaitReason.Backoff);

    /// <summary>Reasons of class and machine.</summary>
    public static uint Machine(TaskRecord r, PlanContext env, Relaxation relaxed)
    {
        TaskSpec spec = r.Spec;
        uint unmet = spec.Constraints == TaskConstraints.None ? 0 : Asked(spec.Constraints, env, spec.Constraints.Flexible ? relaxed : Relaxation.None);
        if (spec.Class == TaskClass.Critical) return unmet;

        uint gates = spec.Kind == "cleanup" ? env.Gates & ~Mask(WaitReason.Disk) : env.Gates;
        unmet |= gates | ByClass(spec, env, relaxed);
        if (env.IsHeldLow && !IsExpedited(spec, env)) unmet |= Mask(WaitReason.UserHold);
        if (env.QuietUntil is not null && !IsExpedited(spec, env)) unmet |= Mask(WaitReason.QuietHours);
        if (!env.IsPowered && env.Input.Quotas.Starts(spec.Kind) >= env.Policy.StartsPerKindPerDay) unmet |= Mask(WaitReason.Quota);
        return unmet;
    }

    /// <summary>Reasons of prerequisites, time and holds.</summary>
    public static uint Own(TaskRecord r, PlanContext env)
    {
        uint unmet = r.WaitsFor.Count > 0 ? Mask(WaitReason.Prerequisite) : 0;
        if (r.NotBeforeMs > env.Now.DeviceTimeMs) unmet |= Mask(r.IsBackoff ? WaitReason.Backoff : WaitReason.MinimumLatency);
        if (r.UserPaused || env.Input.Holds.On(r.Spec) is not null) unmet |= Mask(WaitReason.UserHold);
        if (r.Attempt == 0 || !r.IsBackoff) unmet |= OfCalendar(r, env);
        return unmet;
    }

    /// <summary>Wall clock of its release; now or earlier for one that was released. A calendar's own moment is told as it stands, not by way of milliseconds.</summary>
    public static DateTimeOffset ReleaseAt(TaskRecord r, in Timestamp now)
    {
        DateTimeOffset counted = now.Utc.AddMilliseconds(Lifetime.ReleaseMs(r, now) - now.DeviceTimeMs);
        return now.IsTrusted && Lifetime.CalendarStart(r) is { } at && at - counted is { Ticks: >= 0 and < TimeSpan.TicksPerMillisecond } ? at : counted;
    }

    /// <summary>Expedited and within its quota: energy rules above the floor, quiet hours and the planner do not hold it back.</summary>
    public static bool IsExpedited(TaskSpec spec, PlanContext env) => spec.Expedited is not null && env.Expedited[(int)spec.Class];

    public static bool IsHeavy(TaskSpec spec, RunEstimate estimate, SchedulingPolicy policy) =>
        spec.Class == TaskClass.ChargingOnly || estimate.Duration >= policy.HeavyDuration;

    private static uint OfCalendar(TaskRecord r, PlanContext env)
    {
        DateTimeOffset? start = Lifetime.CalendarStart(r);
        bool awaitsFirstSlot = start is null && r.Spec.Schedule is TaskSchedule.Cron;
        if (start is null && !awaitsFirstSlot) return 0;
        if (!env.Now.IsTrusted) return Mask(WaitReason.ClockUntrusted);
        return awaitsFirstSlot || start > env.Now.Utc ? Mask(WaitReason.MinimumLatency) : 0;
    }

    private static uint ByClass(TaskSpec spec, PlanContext env, Relaxation relaxed)
    {
        if (env.IsStale) return Mask(WaitReason.SensorStale);
        double soc = env.SocPct ?? (env.IsFull ? 100 : 0);
        if (IsExpedited(spec, env)) return soc >= env.Policy.FloorPct || env.IsPowered ? 0 : Mask(WaitReason.ConstraintBatteryNotLow);
        StartFacts facts = env.Facts(soc, relaxed);
        uint unmet = OfAnswer(StartRule.ByClass(spec.Class, facts, env.StartLimits));
        if (env.IsLow) unmet |= Mask(WaitReason.ConstraintBatteryNotLow);
        if ((unmet & Mask(WaitReason.ConstraintCharging)) == 0) return unmet;
        // What it will wait for once the charger is there is told at once.
        facts.IsPowered = true;
        return unmet | OfAnswer(StartRule.ByClass(spec.Class, facts, env.StartLimits));
    }

    private static uint OfAnswer(StartAnswer answer) => answer switch
    {
        StartAnswer.Start => 0,
        StartAnswer.WaitForCharge => Mask(WaitReason.ConstraintBatteryNotLow),
        StartAnswer.WaitForCharger => Mask(WaitReason.ConstraintCharging),
    };

    /// <summary>What the run is expected to take leaves the reserve in the battery.</summary>
    public static bool LeavesReserve(TaskSpec spec, RunEstimate estimate, PlanContext env)
    {
        if (spec.Class == TaskClass.Critical || !env.OnBattery || env.Input.PackWh is not { } pack || env.SocPct is not { } soc) return true;
        return soc - estimate.EnergyMwh / 10 / pack >= (spec.Expedited is null ? env.Policy.ReservePct : env.Policy.FloorPct);
    }

    private static uint Asked(TaskConstraints c, PlanContext env, Relaxation relaxed)
    {
        SystemState system = env.Input.System;
        uint unmet = 0;
        if (c.Charging && !env.IsPowered && relaxed < Relaxation.Charging) unmet |= Mask(WaitReason.ConstraintCharging);
        if (c.ExternalPower && env.Input.Power.Source != PowerSource.External) unmet |= Mask(WaitReason.ConstraintCharging);
        if (c.BatteryNotLow && (env.IsLow || env.IsStale) && relaxed < Relaxation.Battery) unmet |= Mask(WaitReason.ConstraintBatteryNotLow);
        if (c.MinSocPct is not null && env.SocPct is null) unmet |= Mask(WaitReason.SensorStale);
        if (env.SocPct < c.MinSocPct) unmet |= Mask(WaitReason.ConstraintBatteryNotLow);
        if (c.Idle && !env.IsIdle && relaxed < Relaxation.Idle) unmet |= Mask(WaitReason.ConstraintDeviceIdle);
        if (!HasNetwork(c, system.Network, relaxed)) unmet |= Mask(WaitReason.ConstraintConnectivity);
        if (c.StorageNotLow && system.DiskUsedPct >= env.Policy.MaxDiskPct) unmet |= Mask(WaitReason.ConstraintStorageNotLow);
        if (c.MaxCpuTemperatureC is not null && system.CpuTemperatureC is null) unmet |= Mask(WaitReason.SensorStale);
        if (system.CpuTemperatureC > c.MaxCpuTemperatureC) unmet |= Mask(WaitReason.Thermal);
        return unmet;
    }

    private static bool HasNetwork(TaskConstraints c, NetworkKind now, Relaxation relaxed) => c.Network switch
    {
        NetworkKind.None => true,
        NetworkKind.Unmetered when relaxed < Relaxation.Network => now == NetworkKind.Unmetered,
        _ => now != NetworkKind.None,
    };
}
