using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Outlook;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Scheduling;

/// <summary>Power, mode, gates and clock in one pass, computed once for all tasks.</summary>
internal sealed class PlanContext
{
    private const double LikelyIdle = 0.5;

    private readonly Lazy<Projection> _projection;

    public PlanContext(PlanInput input)
        : this(input, null, 0)
    {
    }

    /// <param name="input">The input as expected at <paramref name="index"/> of the projection.</param>
    /// <param name="present">The context of the present, which holds the projection and everything that does not change with time; null for the present itself.</param>
    private PlanContext(PlanInput input, PlanContext? present, int index)
    {
        _projection = present?._projection ?? new Lazy<Projection>(() => new Projection(input.Present));
        Input = input;
        Now = input.Now;
        Policy = input.Policy;
        StartLimits = present?.StartLimits ?? Policy.StartLimits();
        PowerState power = input.Power;
        bool believable = power.Quality != PowerQuality.Stale && power.Source != PowerSource.Unknown;
        IsPowered = believable && power.IsPowered;
        double? soc = power.HasBattery ? power.SocPct : 100;
        if (believable) SocPct = soc;
        else SocPct = null;
        OnBattery = power.Source != PowerSource.External;
        IsStale = !believable || (SocPct is null && !IsPowered);
        IsFull = believable && power.Charging == ChargeStatus.Full;
        IsLow = input.Mode >= OperatingMode.Critical;
        IsHeldLow = !IsLow && input.Ceiling >= OperatingMode.Critical;
        IsIdle = input.System.IsIdle;
        IsUndervoltage = power.IsUndervoltage || input.System.IsUndervoltage;
        WindowEndsEarly = IsPowered && !IsFull && SocPct < Policy.ChargingOnlyPct && Projection.EndsBefore(index, Policy.ChargingOnlyPct);
        Gates = present?.Gates ?? BusyGates(input.System) | WaitReasonSet.If(IsUndervoltage, WaitReason.Undervoltage);
        Slots = Policy.SlotsIn(input.ModeInForce);
        QuietUntil = QuietEnd(input);
        Expedited = present?.Expedited ?? [.. Enum.GetValues<TaskClass>().Select(c => input.Quotas.Expedited(c) < Policy.ExpeditedPerDay[(int)c])];
    }

    public PlanInput Input { get; }

    /// <summary>The projection of power and charge, computed on first use.</summary>
    public Projection Projection => _projection.Value;

    public Timestamp Now { get; }
    public SchedulingPolicy Policy { get; }
    public StartLimits StartLimits { get; }
    public bool IsPowered { get; }

    /// <summary>Estimated charge, percent; 100 without a battery, null when unknown.</summary>
    public double? SocPct { get; }

    public bool OnBattery { get; }

    /// <summary>The power state is unknown: only critical tasks start.</summary>
    public bool IsStale { get; }

    public bool IsFull { get; }

    /// <summary>The charge alone sets mode critical or suspended.</summary>
    public bool IsLow { get; }

    /// <summary>An operator's ceiling sets mode critical or suspended, and the charge alone would not.</summary>
    public bool IsHeldLow { get; }

    public bool IsIdle { get; }
    public bool IsUndervoltage { get; }

    /// <summary>The charging window is forecast to end before <c>charging_only</c> could start by its usual rule.</summary>
    public bool WindowEndsEarly { get; }

    /// <summary>Closed gates of the machine as reasons; they hold back all work that is not critical.</summary>
    public WaitReasonSet Gates { get; }

    public int Slots { get; }

    /// <summary>End of the present quiet hours; null outside of them.</summary>
    public DateTimeOffset? QuietUntil { get; }

    /// <summary>By class: whether expedited quota is left.</summary>
    public bool[] Expedited { get; }

    /// <summary>The context at one time of the projection; values that are not projected keep their present state.</summary>
    public PlanContext At(int index)
    {
        ProjectedState state = Projection.States[index];
        Timestamp then = Now.Plus(state.After);
        return new PlanContext(
            Input with
            {
                Present = Input.Present with
                {
                    Now = then,
                    Mode = state.Mode,
                    Power = Input.Power with { SocPct = state.SocPct, Source = state.Source, IsPowered = state.IsPowered, Charging = state.Charging },
                },
                System = Input.System with { IsIdle = IsIdleAt(then.Utc) },
            },
            this,
            index);
    }

    /// <summary>The limits that the class of a task is compared with.</summary>
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

    // The present activity is expected to last for this quarter hour; after that the learned habits count, if there are any.
    private bool IsIdleAt(DateTimeOffset time)
    {
        if (Input.Forecast is not { Confidence: >= ForecastConstants.Worth.LeastToPublish, PIdle: { } idle } forecast) return IsIdle;
        int slot = (int)((time - forecast.StartUtc) / TimeSpan.FromMinutes(ChargeForecast.SlotMinutes));
        if (time - Now.Utc < TimeSpan.FromMinutes(ChargeForecast.SlotMinutes) || slot >= idle.Length || slot < 0) return IsIdle;
        return idle[slot] > LikelyIdle;
    }

    private WaitReasonSet BusyGates(SystemState system)
    {
        WaitReasonSet gates = WaitReasonSet.None;
        if (system.CpuPct >= Policy.MaxCpuPct) gates |= WaitReason.CpuBusy;
        if (system.MemoryUsedPct >= Policy.MaxMemoryPct || system.CgroupMemoryPct >= Policy.MaxCgroupPct) gates |= WaitReason.Memory;
        if (system.DiskUsedPct >= Policy.MaxDiskPct) gates |= WaitReason.Disk;
        if (system.CpuTemperatureC >= Policy.MaxCpuTemperatureC) gates |= WaitReason.Thermal;
        return gates;
    }

    // Without a trusted clock the time of day is unknown, and quiet hours do not apply.
    private static DateTimeOffset? QuietEnd(PlanInput input)
    {
        if (!input.Now.IsTrusted || input.Policy.QuietHours.Count == 0) return null;
        DateTimeOffset local = TimeZoneInfo.ConvertTime(input.Now.Utc, input.TaskPolicy.DeviceZone);
        var time = TimeOnly.FromDateTime(local.DateTime);
        foreach (QuietHours quiet in input.Policy.QuietHours)
        {
            if (quiet.Contains(time)) return input.Now.Utc + (quiet.To - time);
        }

        return null;
    }
}
