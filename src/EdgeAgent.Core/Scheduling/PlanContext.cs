using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Outlook;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Scheduling;

/// <summary>The state of the world in one pass, worked out once for all tasks.</summary>
internal sealed class PlanContext
{
    private const double LikelyIdle = 0.5;

    private readonly Lazy<Projection> _projection;

    public PlanContext(PlanInput input)
        : this(input, null, 0)
    {
    }

    /// <param name="input">As it is expected to be at <paramref name="index"/> of the projection.</param>
    /// <param name="present">Whose projection it is, and what does not change with time; null for the present itself.</param>
    private PlanContext(PlanInput input, PlanContext? present, int index)
    {
        _projection = present?._projection ?? new Lazy<Projection>(input.Project);
        Input = input;
        Now = input.Now;
        Policy = input.Policy;
        StartLimits = present?.StartLimits ?? Policy.StartLimits();
        PowerState power = input.Power;
        bool believable = power.Quality != PowerQuality.Stale && power.Source != PowerSource.Unknown;
        IsPowered = believable && power.IsPowered;
        double? soc = power.HasBattery ? power.SocPct : 100;
        SocPct = believable ? soc : null;
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

    /// <summary>Where power and charge go; made when somebody asks.</summary>
    public Projection Projection => _projection.Value;

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
    public WaitReasonSet Gates { get; }

    public int Slots { get; }

    /// <summary>End of the quiet hours that it is now; null outside of them.</summary>
    public DateTimeOffset? QuietUntil { get; }

    /// <summary>By class: there is expedited quota left.</summary>
    public bool[] Expedited { get; }

    /// <summary>The world as the projection has it at one of its moments; what it says nothing about is as it is now.</summary>
    public PlanContext At(int index)
    {
        ProjectedState state = Projection.States[index];
        Timestamp then = Now.Plus(state.After);
        return new PlanContext(
            Input with
            {
                Now = then,
                Mode = state.Mode,
                Power = Input.Power with { SocPct = state.SocPct, Source = state.Source, IsPowered = state.IsPowered, Charging = state.Charging },
                System = Input.System with { IsIdle = IsIdleAt(then.Utc) },
            },
            this,
            index);
    }

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

    // What a device does now it does for this quarter hour; then its habits count, once there are any.
    private bool IsIdleAt(DateTimeOffset time)
    {
        if (Input.Forecast is not { Confidence: >= Projection.LeastConfidence, PIdle: { } idle } forecast) return IsIdle;
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

    // Without a trusted clock nobody knows the time of day, and quiet hours are a wish.
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
