using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Scheduling;

/// <summary>The state of the world in one pass, worked out once for all tasks.</summary>
internal sealed class PlanContext
{
    public PlanContext(PlanInput input)
    {
        Input = input;
        Now = input.Now;
        Policy = input.Policy;
        StartLimits = Policy.StartLimits();
        PowerState power = input.Power;
        bool believable = power.Quality != PowerQuality.Stale && power.Source != PowerSource.Unknown;
        IsPowered = believable && power.IsPowered;
        SocPct = !power.HasBattery && believable ? 100 : believable ? power.SocPct : null;
        OnBattery = power.Source != PowerSource.External;
        IsStale = !believable || (SocPct is null && !IsPowered);
        IsFull = believable && power.Charging == ChargeStatus.Full;
        IsLow = input.Mode >= OperatingMode.Critical;
        IsHeldLow = !IsLow && input.Ceiling >= OperatingMode.Critical;
        IsIdle = input.System.IsIdle;
        IsUndervoltage = power.IsUndervoltage || input.System.IsUndervoltage;
        WindowEndsEarly = IsPowered && EndsBefore(input, Policy.ChargingOnlyPct);
        Gates = BusyGates(input.System) | (IsUndervoltage ? Mask(WaitReason.Undervoltage) : 0);
        Slots = Policy.SlotsIn(input.ModeInForce);
        QuietUntil = QuietEnd(input);
        Expedited = [.. Enum.GetValues<TaskClass>().Select(c => input.Quotas.Expedited(c) < Policy.ExpeditedPerDay[(int)c])];
    }

    public PlanInput Input { get; }
    public Timestamp Now { get; }
    public SchedulingPolicy Policy { get; }
    public StartLimits StartLimits { get; }
    public bool IsPowered { get; }

    /// <summary>Believed charge, percent; 100 without a battery, null when not known.</summary>
    public double? SocPct { get; }

    public bool OnBattery { get; }

    /// <summary>The power cannot be judged: nothing that is not critical starts.</summary>
    public bool IsStale { get; }

    public bool IsFull { get; }

    /// <summary>The charge gives mode critical or suspended.</summary>
    public bool IsLow { get; }

    /// <summary>An operator's ceiling does, and the charge alone would not.</summary>
    public bool IsHeldLow { get; }

    public bool IsIdle { get; }
    public bool IsUndervoltage { get; }

    /// <summary>The charging window is forecast to end before <c>charging_only</c> could start by its usual rule.</summary>
    public bool WindowEndsEarly { get; }

    /// <summary>Closed gates of the machine as reasons; they hold back all work that is not critical.</summary>
    public uint Gates { get; }

    public int Slots { get; }

    /// <summary>End of the quiet hours that it is now; null outside of them.</summary>
    public DateTimeOffset? QuietUntil { get; }

    /// <summary>By class: there is expedited quota left.</summary>
    public bool[] Expedited { get; }

    /// <summary>What the class of a task is weighed against.</summary>
    public StartFacts Facts(double soc, Relaxation relaxed) => new()
    {
        SocPct = soc,
        IsPowered = IsPowered,
        IsFull = IsFull,
        IsIdle = IsIdle,
        WindowEndsEarly = WindowEndsEarly,
        AnyCharge = relaxed >= Relaxation.Battery,
        WithoutCharger = relaxed >= Relaxation.Charging,
    };

    public static uint Mask(WaitReason reason) => 1u << (int)reason;

    private uint BusyGates(SystemState system)
    {
        uint gates = 0;
        if (system.CpuPct >= Policy.MaxCpuPct) gates |= Mask(WaitReason.CpuBusy);
        if (system.MemoryUsedPct >= Policy.MaxMemoryPct || system.CgroupMemoryPct >= Policy.MaxCgroupPct) gates |= Mask(WaitReason.Memory);
        if (system.DiskUsedPct >= Policy.MaxDiskPct) gates |= Mask(WaitReason.Disk);
        if (system.CpuTemperatureC >= Policy.MaxCpuTemperatureC) gates |= Mask(WaitReason.Thermal);
        return gates;
    }

    private static bool EndsBefore(PlanInput input, double pct)
    {
        if (input.Forecast is not { NextChargeEnd: { } end, SocPct: { } soc } forecast) return false;
        int last = (int)Math.Clamp((end - forecast.StartUtc).TotalMinutes / Forecast.ChargeForecast.SlotMinutes, 0, soc.Length - 1);
        return soc.AsSpan(0, last + 1).IndexOfAnyInRange(pct, double.MaxValue) < 0;
    }

    // Without a trusted clock nobody knows the time of day, and quiet hours are a wish.
    private static DateTimeOffset? QuietEnd(PlanInput input)
    {
        if (!input.Now.IsTrusted) return null;
        DateTimeOffset local = TimeZoneInfo.ConvertTime(input.Now.Utc, input.TaskPolicy.DeviceZone);
        var time = TimeOnly.FromDateTime(local.DateTime);
        foreach (QuietHours quiet in input.Policy.QuietHours)
        {
            if (quiet.Contains(time)) return input.Now.Utc + (quiet.To - time);
        }

        return null;
    }
}
