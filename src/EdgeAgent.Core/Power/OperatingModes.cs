namespace EdgeAgent.Core.Power;

/// <summary>
/// Chooses the operating mode by state of charge. The mode falls at once; it rises only <see cref="ModeSettings.HysteresisPct"/> above a
/// threshold. With an unknown or stale charge the mode is at most minimal on battery and at most reduced on settled external power; it
/// does not rise from a lower mode.
/// </summary>
public static class OperatingModes
{
    /// <summary>The mode that follows <paramref name="previous"/>. Null means no previous mode; then there is no hysteresis.</summary>
    public static OperatingMode Next(OperatingMode? previous, PowerState power, ModeSettings settings)
    {
        if (!power.HasBattery && power.Source == PowerSource.External) return OperatingMode.Full;
        if (power.SocPct is not { } soc || power.Quality == PowerQuality.Stale) return ModeLadder.WithoutCharge(previous ?? OperatingMode.Full, power.IsPowered);

        if (previous is { } before) return ModeLadder.Next(before, soc, IsCarried(power), settings);
        return ModeLadder.At(soc, IsCarried(power), settings);
    }

    /// <summary>The mode in force under an operator's ceiling: the more restricted of the two.</summary>
    public static OperatingMode Under(OperatingMode ceiling, OperatingMode mode)
    {
        if (mode > ceiling) return mode;
        return ceiling;
    }

    /// <summary>The worker limits of a mode (contract, section 5).</summary>
    public static LiveLimits Limits(OperatingMode mode) => mode switch
    {
        OperatingMode.Full => new LiveLimits(32, "high", true),
        OperatingMode.Reduced => new LiveLimits(16, "medium", true),
        OperatingMode.Minimal => new LiveLimits(8, "low", false),
        OperatingMode.Critical => new LiveLimits(4, "minimal", false),
        OperatingMode.Suspended => new LiveLimits(4, "minimal", false),
    };

    // A supply that is too weak for the load lets the pack discharge while plugged in. Then the thresholds of battery operation apply.
    private static bool IsCarried(PowerState power) =>
        power.Source == PowerSource.External && !power.IsContradicted && power.Charging != ChargeStatus.Discharging;
}
