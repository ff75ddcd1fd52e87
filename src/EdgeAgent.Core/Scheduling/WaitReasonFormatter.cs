using System.Globalization;
using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Core.Scheduling;

/// <summary>Describes unmet reasons with current and required values. The tasks of one pass share the texts.</summary>
internal sealed class WaitReasonFormatter(PlanInput input, PlanContext env, RuleOutlook outlook)
{
    // Reasons whose text depends only on the machine and the task's class.
    private static readonly WaitReasonSet OfMachine = WaitReasonSet.Of(
        WaitReason.ConstraintBatteryNotLow, WaitReason.ConstraintCharging, WaitReason.ConstraintDeviceIdle, WaitReason.CpuBusy, WaitReason.Memory,
        WaitReason.Disk, WaitReason.Undervoltage, WaitReason.SensorStale, WaitReason.Concurrency, WaitReason.QuietHours);

    private readonly Dictionary<(WaitReason, string), string> _texts = [];
    private readonly Dictionary<(WaitReasonSet, TaskClass), WaitCondition[]> _shared = [];
    private readonly Dictionary<string, TurnTaken> _turns = [];
    private HashSet<string>? _known;
    private readonly SchedulingPolicy _policy = input.Policy;

    /// <summary>The present text for each condition that the task waits for.</summary>
    public string Prerequisites(TaskRecord task) => Waits.Prerequisites(task.WaitsFor, (_known ??= [.. input.Tasks.Select(t => t.Id)]).Contains);

    /// <summary>Sets the explanation of the task's wait for a slot.</summary>
    public void Explain(TaskRecord task, TurnTaken turn) => _turns[task.Id] = turn;

    public WaitCondition[] Of(TaskRecord task, WaitReasonSet unmet, Placement? placement) => Of(task, unmet, placement?.PlannedStart, placement?.Reason);

    public WaitCondition[] Of(TaskRecord task, WaitReasonSet unmet, DateTimeOffset? plannedAt, PlacementReason? why = null)
    {
        if (plannedAt is not null || !unmet.Without(OfMachine).IsEmpty || task.Spec.Constraints != TaskConstraints.None || HasTimes(task) || IsShownAlready(task, unmet) || _turns.ContainsKey(task.Id))
        {
            return Make(task, unmet, plannedAt, why);
        }

        // A change of power changes thousands of tasks at once, most of them in the same way.
        if (!_shared.TryGetValue((unmet, task.Spec.Class), out WaitCondition[]? list)) _shared[(unmet, task.Spec.Class)] = list = Make(task, unmet, null, null);
        return list;
    }

    private bool HasTimes(TaskRecord task) => Lifetime.DueMs(task, input.Now) is not null || task.Spec.Expedited is not null;

    private static bool IsShownAlready(TaskRecord task, WaitReasonSet unmet)
    {
        for (int i = 0; i < task.WaitReasons.Count; i++)
        {
            if (unmet.Contains(task.WaitReasons[i].Reason) && !Waits.IsProvisional(task.WaitReasons)) return true;
        }

        return false;
    }

    private WaitCondition[] Make(TaskRecord task, WaitReasonSet unmet, DateTimeOffset? plannedAt, PlacementReason? why)
    {
        var list = new WaitCondition[unmet.Count];
        int i = 0;
        foreach (WaitReason reason in unmet)
        {
            (string current, string required) = Describe(task, reason, why);
            list[i++] = new WaitCondition(reason, current, required, Since(task, reason), Estimate(task, reason, plannedAt));
        }

        ChargerFirst(list);
        return list;
    }

    // The charger comes before the charge.
    private static void ChargerFirst(WaitCondition[] list)
    {
        int charge = Array.FindIndex(list, w => w.Reason == WaitReason.ConstraintBatteryNotLow), charger = Array.FindIndex(list, w => w.Reason == WaitReason.ConstraintCharging);
        if (charge >= 0 && charger > charge) (list[charge], list[charger]) = (list[charger], list[charge]);
    }

    private DateTimeOffset Since(TaskRecord task, WaitReason reason)
    {
        foreach (WaitCondition w in task.WaitReasons)
        {
            if (w.Reason == reason && w.Since <= input.Now.Utc && !Waits.IsProvisional(task.WaitReasons)) return w.Since;
        }

        return input.Now.Utc;
    }

    private DateTimeOffset? Estimate(TaskRecord task, WaitReason reason, DateTimeOffset? plannedAt) => reason switch
    {
        WaitReason.Backoff => input.Now.Utc.AddMilliseconds(task.NotBeforeMs - input.Now.DeviceTimeMs),
        WaitReason.MinimumLatency => StartRules.ReleaseAt(task, input.Now),
        WaitReason.PlannedWindow => plannedAt,
        WaitReason.EnergyBudget => plannedAt ?? Foreseen(task, reason),
        WaitReason.QuietHours => env.QuietUntil,
        WaitReason.ConstraintCharging or WaitReason.ConstraintBatteryNotLow or WaitReason.ConstraintDeviceIdle => Foreseen(task, reason),
        _ => null,
    };

    private DateTimeOffset? Foreseen(TaskRecord task, WaitReason reason)
    {
        // The condition holds now; when it ends is not known.
        DateTimeOffset? at = outlook.First(task, Scheduler.Estimate(task.Spec, input), reason, input.Now.Utc);
        if (at > input.Now.Utc) return at;
        return null;
    }

    private (string Current, string Required) Describe(TaskRecord task, WaitReason reason, PlacementReason? why)
    {
        TaskConstraints c = task.Spec.Constraints;
        return reason switch
        {
            WaitReason.Prerequisite => (Prerequisites(task), string.Join(", ", task.WaitsFor.Select(p => p.AnyEnd ? $"{p.Id} ended" : $"{p.Id} succeeded"))),
            WaitReason.MinimumLatency => ("too early", Share(reason, "", () => "its start time")),
            WaitReason.Backoff => (Share(reason, "", () => "waits to try again"), $"retry {task.Failures}"),
            WaitReason.ConstraintBatteryNotLow => (Share(reason, "soc", SocText), BatteryRule(task)),
            WaitReason.ConstraintCharging => (Share(reason, "power", PowerText), c.ExternalPower ? "external power" : Share(reason, "", ChargingRule)),
            WaitReason.ConstraintConnectivity => (Share(reason, "net", () => $"network {WireNames.Lower(input.System.Network)}"), $"network {WireNames.Lower(c.Network)}"),
            WaitReason.ConstraintDeviceIdle => ("busy", "idle"),
            WaitReason.ConstraintStorageNotLow or WaitReason.Disk => (Share(reason, "disk", () => Pct("disk", input.System.DiskUsedPct)), Share(reason, "", () => Below(_policy.MaxDiskPct, "%"))),
            WaitReason.CpuBusy => (Share(reason, "cpu", () => Pct("CPU", input.System.CpuPct)), Share(reason, "", () => Below(_policy.MaxCpuPct, "%"))),
            WaitReason.Memory => (Share(reason, "memory", MemoryText), Share(reason, "", () => $"{Below(_policy.MaxMemoryPct, "%")}, own group {Below(_policy.MaxCgroupPct, "%")}")),
            WaitReason.Thermal => (Share(reason, "heat", () => Number("CPU", input.System.CpuTemperatureC, "°C")), HeatRule(c)),
            WaitReason.Undervoltage => ("supply voltage too low", "enough voltage"),
            WaitReason.SensorStale => (Share(reason, "", () => $"power reading {WireNames.Lower(input.Power.Quality)}"), "a reading that can be believed"),
            WaitReason.ClockUntrusted => (WireNames.Lower(input.Now.Clock), "ntp or rtc"),
            WaitReason.Concurrency => Turn(task),
            WaitReason.Quota => (Share(reason, task.Spec.Kind, () => $"{input.Quotas.Starts(task.Spec.Kind)} starts in 24 h"), Share(reason, "", () => $"fewer than {_policy.StartsPerKindPerDay}, or external power")),
            WaitReason.EnergyBudget => (Share(reason, "soc", SocText), Share(reason, "", () => Number("at least", _policy.ReservePct, "% left after the run"))),
            WaitReason.PlannedWindow => (why is { } p ? PlacementWords.Text(p) : "a later time is better", "the planned start"),
            WaitReason.QuietHours => ("quiet hours", "their end"),
            WaitReason.UserHold => Held(task),
        };
    }

    private (string Current, string Required) Turn(TaskRecord task)
    {
        if (_turns.TryGetValue(task.Id, out TurnTaken taken)) return (taken.Current, taken.Required);
        return ("all slots taken", Share(WaitReason.Concurrency, "", SlotsText));
    }

    private string SlotsText()
    {
        OperatingMode mode = input.ModeInForce;
        string limited = mode > input.Mode ? ", to which a user limits the device" : "";
        return $"one of {_policy.SlotsIn(mode)} slots in mode {WireNames.Lower(mode)}{limited}";
    }

    private (string Current, string Required) Held(TaskRecord task)
    {
        if (input.Holds.On(task.Spec) is { } held) return (held, "release");
        if (task.UserPaused) return ("paused by a user", "resume");
        return (Share(WaitReason.UserHold, "limit", () => $"a user limits the device to mode {WireNames.Lower(input.Ceiling)}"), "a limit of minimal or above");
    }

    private string BatteryRule(TaskRecord task)
    {
        if (task.Spec.Constraints.MinSocPct is { } min && input.Power.SocPct < min) return Number(">=", min, "%");
        return Share(WaitReason.ConstraintBatteryNotLow, WireNames.Lower(task.Spec.Class), () => task.Spec.Class switch
        {
            TaskClass.ChargingOnly when input.Power.IsPowered => string.Create(CultureInfo.InvariantCulture, $">= {_policy.ChargingOnlyPct} %, or full"),
            TaskClass.Background => OnBattery(_policy.BackgroundPct),
            TaskClass.Normal => OnBattery(_policy.NormalPct),
            _ => Number(">", _policy.IdlePct, "%"),
        });
    }

    private string OnBattery(double pct) =>
        string.Create(CultureInfo.InvariantCulture, $"> {pct} %, or powered, or idle and > {_policy.IdlePct} %");

    private string ChargingRule() => string.Create(CultureInfo.InvariantCulture, $"powered, and >= {_policy.ChargingOnlyPct} % for class charging_only");

    private string HeatRule(TaskConstraints c)
    {
        if (c.MaxCpuTemperatureC is { } own) return Number("<=", Math.Min(own, _policy.MaxCpuTemperatureC), "°C");
        return Share(WaitReason.Thermal, "", () => Below(_policy.MaxCpuTemperatureC, "°C"));
    }

    private string SocText()
    {
        if (input.Power.HasBattery) return Number("charge", input.Power.SocPct, "%");
        return "no battery";
    }

    private string PowerText() => $"{WireNames.Lower(input.Power.Source)}, {WireNames.Lower(input.Power.Charging)}{(input.Power.Source == PowerSource.External && !input.Power.IsPowered ? ", not settled" : "")}";

    private string MemoryText()
    {
        if (input.System.CgroupMemoryPct is { } own)
        {
            return $"{Pct("memory", input.System.MemoryUsedPct)}, own group {own.ToString("0", CultureInfo.InvariantCulture)} %";
        }

        return Pct("memory", input.System.MemoryUsedPct);
    }

    private static string Pct(string what, double? value) => Number(what, value, "%");

    private static string Below(double limit, string unit) => Number("<", limit, unit);

    private static string Number(string what, double? value, string unit)
    {
        if (value is { } number) return string.Create(CultureInfo.InvariantCulture, $"{what} {number:0.#} {unit}");
        return $"{what} not known";
    }

    private string Share(WaitReason reason, string part, Func<string> make)
    {
        if (!_texts.TryGetValue((reason, part), out string? text)) _texts[(reason, part)] = text = make();
        return text;
    }
}
