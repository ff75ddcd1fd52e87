namespace EdgeAgent.Shared;

/// <summary>Arithmetic of the mode ladder. The caller decides whether the charge is known and whether external power carries the load.</summary>
public static class ModeLadder
{
    /// <summary>The mode for a state of charge in percent, without hysteresis.</summary>
    /// <param name="isCarried">External power is present and the pack does not discharge.</param>
    public static OperatingMode At(double socPct, bool isCarried, ModeSettings settings)
    {
        if (isCarried && settings.ExternalFullPct <= socPct) return OperatingMode.Full;
        if (settings.FullPct <= socPct) return OperatingMode.Full;
        if (settings.ReducedPct <= socPct) return OperatingMode.Reduced;
        if (settings.MinimalPct <= socPct) return OperatingMode.Minimal;
        if (settings.CriticalPct <= socPct) return OperatingMode.Critical;
        return OperatingMode.Suspended;
    }

    /// <summary>The mode that follows another: it falls at once and rises only <see cref="ModeSettings.HysteresisPct"/> above the threshold.</summary>
    public static OperatingMode Next(OperatingMode previous, double socPct, bool isCarried, ModeSettings settings)
    {
        OperatingMode plain = At(socPct, isCarried, settings);
        if (plain >= previous) return plain;
        OperatingMode climbed = At(socPct - settings.HysteresisPct, isCarried, settings);
        if (climbed < previous) return climbed;
        return previous;
    }

    /// <summary>
    /// The mode without a reliable state of charge: reduced on settled external power, otherwise minimal, or the lower mode that was in force.
    /// </summary>
    public static OperatingMode WithoutCharge(OperatingMode previous, bool isPowered)
    {
        if (isPowered) return OperatingMode.Reduced;
        if (previous > OperatingMode.Minimal) return previous;
        return OperatingMode.Minimal;
    }
}
