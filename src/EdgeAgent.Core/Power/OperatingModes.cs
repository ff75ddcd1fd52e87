namespace EdgeAgent.Core.Power;

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
        if (power.SocPct is not { } soc || power.Quality == PowerQuality.Stale) return ModeLadder.WithoutCharge(previous ?? OperatingMode.Full, power.IsPowered);

        if (previous is { } before) return ModeLadder.Next(before, soc, IsCarried(power), settings);
        return ModeLadder.At(soc, IsCarried(power), settings);
    }

    /// <summary>The mode that is in force under an operator's ceiling: the lower of the two.</summary>
    public static OperatingMode Under(OperatingMode ceiling, OperatingMode mode) => mode > ceiling ? mode : ceiling;

    /// <summary>The limits that a worker receives in a mode; contract section 5.</summary>
    public static LiveLimits Limits(OperatingMode mode) => mode switch
    {
        OperatingMode.Full => new LiveLimits(32, "high", true),
        OperatingMode.Reduced => new LiveLimits(16, "medium", true),
        OperatingMode.Minimal => new LiveLimits(8, "low", false),
        OperatingMode.Critical => new LiveLimits(4, "minimal", false),
        OperatingMode.Suspended => new LiveLimits(4, "minimal", false),
    };

    // A supply too weak for the load lets the pack run down while it is plugged in: then the charge decides as on battery.
    private static bool IsCarried(PowerState power) =>
        power.Source == PowerSource.External && !power.IsContradicted && power.Charging != ChargeStatus.Discharging;
}
