namespace EdgeAgent.Core.Power;

/// <summary>
/// The power state of the device, merged from all sources. Null means unknown. Immutable, one value per sample; modes, gates, forecast and
/// status use this value only.
/// </summary>
public sealed record PowerState
{
    /// <summary>The state before the first reading: nothing is known, so the conservative rules apply.</summary>
    public static PowerState Unknown { get; } = new();

    /// <summary>A device that is configured without a battery: always powered.</summary>
    public static PowerState Mains { get; } = new()
    {
        Source = PowerSource.External,
        Charging = ChargeStatus.NotCharging,
        Quality = PowerQuality.Measured,
        IsPowered = true,
        HasBattery = false,
    };

    public double? SocPct { get; init; }
    public double? VoltageV { get; init; }

    /// <summary>Positive into the battery.</summary>
    public double? CurrentA { get; init; }

    /// <summary>Power into (positive) or out of (negative) the battery, W.</summary>
    public double? PowerW { get; init; }

    /// <summary>Power that the device itself draws, W.</summary>
    public double? LoadW { get; init; }

    /// <summary>Power that panel or charger delivers, W.</summary>
    public double? HarvestW { get; init; }

    public double? TemperatureC { get; init; }
    public PowerSource Source { get; init; }
    public ChargeStatus Charging { get; init; }
    public PowerQuality Quality { get; init; }

    /// <summary>Change of the charge, percent per hour, smoothed over minutes; it starts again when external power comes or goes. Null when unknown.</summary>
    public double? RatePctPerHour { get; init; }

    /// <summary>State of charge at which the pack is empty, percent: zero, and more in the cold.</summary>
    public double EmptyPct { get; init; }

    /// <summary>Time until the pack is empty at the present rate, at most a year; null on external power. The published value comes from <see cref="Outlook.Projection"/>.</summary>
    public TimeSpan? TimeToEmpty
    {
        get
        {
            if (Source == PowerSource.External || !(RatePctPerHour < 0) || SocPct is not { } soc) return null;
            return TimeSpan.FromHours(Math.Min(MostHours, Math.Max(0, soc - EmptyPct) / -RatePctPerHour.Value));
        }
    }

    private const double MostHours = 24 * 365;

    public double? HealthPct { get; init; }

    /// <summary>
    /// External power has been stable for the settle time (2 minutes by default), or the battery is full on external power. False as soon as
    /// external power is lost. The task constraint <c>charging</c> means this.
    /// </summary>
    public bool IsPowered { get; init; }

    /// <summary>Time until external power counts as powered; null when it already does, is absent or is contradicted.</summary>
    public TimeSpan? PoweredIn { get; init; }

    /// <summary>The kernel or the firmware reports undervoltage; heavy work pauses.</summary>
    public bool IsUndervoltage { get; init; }

    public bool HasBattery { get; init; } = true;

    /// <summary>A source reports external power, but the pack discharges. The device does not count as powered.</summary>
    public bool IsContradicted { get; init; }

    /// <summary>The sign of the current contradicts voltage and external power; the current is ignored (see <see cref="CurrentSign"/>).</summary>
    public bool IsCurrentReversed { get; init; }
}
