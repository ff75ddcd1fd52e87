namespace EdgeAgent.Core.Power;

/// <summary>Thresholds of the ladder, percent; contract section 5.</summary>
public sealed record ModeSettings
{
    public double FullPct { get; init; } = 80;
    public double ReducedPct { get; init; } = 50;
    public double MinimalPct { get; init; } = 30;

    /// <summary>From <see cref="MinimalPct"/> down to here nothing non-critical is started; below, running work is suspended.</summary>
    public double CriticalPct { get; init; } = 20;

    /// <summary>External power that charges, holds or has filled the pack gives mode full from here up.</summary>
    public double ExternalFullPct { get; init; } = 20;

    /// <summary>What the charge must exceed a threshold by to climb back over it, points; keeps noise from toggling work.</summary>
    public double HysteresisPct { get; init; } = 1;
}

/// <summary>
/// The mode ladder. A step down is taken at once, a step up only <see cref="ModeSettings.HysteresisPct"/> above its threshold.
/// A charge that is not known, or stale, is never taken for a high one, nor for an empty one: without a reliable number the mode is
/// minimal on battery, reduced on settled external power, and it never climbs out of a lower mode.
/// </summary>
public static class OperatingModes
{
    /// <summary>The mode that follows <paramref name="previous"/> (null: none yet, thresholds count as they are).</summary>
    public static OperatingMode Next(OperatingMode? previous, PowerState power, ModeSettings settings)
    {
        if (!power.HasBattery && power.Source == PowerSource.External) return OperatingMode.Full;
        if (power.SocPct is not { } soc || power.Quality == PowerQuality.Stale) return WithoutCharge(previous, power);

        var plain = At(soc, power, settings);
        if (previous is not { } before || plain >= before) return plain;
        var climbed = At(soc - settings.HysteresisPct, power, settings);
        return climbed < before ? climbed : before;
    }

    /// <summary>The mode that is in force under an operator's ceiling: the lower of the two.</summary>
    public static OperatingMode Under(OperatingMode ceiling, OperatingMode mode) => mode > ceiling ? mode : ceiling;

    /// <summary>What a worker is told in a mode; contract section 5.</summary>
    public static LiveLimits Limits(OperatingMode mode) => mode switch
    {
        OperatingMode.Full => new LiveLimits(32, "high", true),
        OperatingMode.Reduced => new LiveLimits(16, "medium", true),
        OperatingMode.Minimal => new LiveLimits(8, "low", false),
        OperatingMode.Critical => new LiveLimits(4, "minimal", false),
        OperatingMode.Suspended => new LiveLimits(4, "minimal", false),
    };

    private static OperatingMode At(double soc, PowerState power, ModeSettings settings)
    {
        if (IsCarried(power) && soc >= settings.ExternalFullPct) return OperatingMode.Full;
        if (soc >= settings.FullPct) return OperatingMode.Full;
        if (soc >= settings.ReducedPct) return OperatingMode.Reduced;
        if (soc >= settings.MinimalPct) return OperatingMode.Minimal;
        return soc >= settings.CriticalPct ? OperatingMode.Critical : OperatingMode.Suspended;
    }

    // A supply too weak for the load lets the pack run down while it is plugged in: then the charge decides as on battery.
    private static bool IsCarried(PowerState power) =>
        power.Source == PowerSource.External && !power.IsContradicted && power.Charging != ChargeStatus.Discharging;

    private static OperatingMode WithoutCharge(OperatingMode? previous, PowerState power)
    {
        if (power.IsPowered) return OperatingMode.Reduced;
        return previous is { } before && before > OperatingMode.Minimal ? before : OperatingMode.Minimal;
    }
}
