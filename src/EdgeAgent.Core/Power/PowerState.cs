namespace EdgeAgent.Core.Power;

/// <summary>
/// What the agent believes about its energy, fused from all sources. Null means not known. One immutable value per sample;
/// everything downstream (modes, gates, forecast, status) reads this and nothing else.
/// </summary>
public sealed record PowerState
{
    /// <summary>Before any reading arrived: nothing is known and the conservative rules hold.</summary>
    public static PowerState Unknown { get; } = new();

    /// <summary>A device that is configured to have no battery: powered for ever.</summary>
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

    /// <summary>Change of the charge, percent an hour, smoothed over minutes and taken anew when external power comes or goes; null while nothing measures it.</summary>
    public double? RatePctPerHour { get; init; }

    /// <summary>What stays in the pack when it is empty, percent: zero, and more in the cold.</summary>
    public double EmptyPct { get; init; }

    /// <summary>On battery, how long the charge lasts at the present rate. <see cref="Outlook.Projection"/> gives the published value.</summary>
    public TimeSpan? TimeToEmpty => Source != PowerSource.External && RatePctPerHour < 0 && SocPct is { } soc
        ? TimeSpan.FromHours(Math.Min(MostHours, Math.Max(0, soc - EmptyPct) / -RatePctPerHour.Value))
        : null;

    private const double MostHours = 24 * 365;

    public double? HealthPct { get; init; }

    /// <summary>
    /// External power, and stable for the settle time (2 minutes by default) or the battery full on it. False at once when it
    /// goes. The task constraint <c>charging</c> means this.
    /// </summary>
    public bool IsPowered { get; init; }

    /// <summary>What is missing until external power counts as powered; null when it does, when it is absent, and when it is not believed.</summary>
    public TimeSpan? PoweredIn { get; init; }

    /// <summary>Supply too low by the kernel's or firmware's own word; heavy work pauses.</summary>
    public bool IsUndervoltage { get; init; }

    public bool HasBattery { get; init; } = true;

    /// <summary>External power is said to be there while the pack drains; the numbers stand, the claim does not.</summary>
    public bool IsContradicted { get; init; }

    /// <summary>The current's sign goes against voltage and power line; the current is not believed until the configuration is mended.</summary>
    public bool IsCurrentReversed { get; init; }
}
