namespace EdgeAgent.Shared;

/// <summary>Arithmetic of the mode ladder. What counts as known and carried is the caller's judgement.</summary>
public static class ModeLadder
{
    /// <summary>The step for a charge in percent, without memory.</summary>
    /// <param name="isCarried">External power charges, holds or has filled the pack.</param>
    public static OperatingMode At(double socPct, bool isCarried, ModeSettings settings)
    {
        if (isCarried && settings.ExternalFullPct <= socPct) return OperatingMode.Full;
        if (settings.FullPct <= socPct) return OperatingMode.Full;
        if (settings.ReducedPct <= socPct) return OperatingMode.Reduced;
        if (settings.MinimalPct <= socPct) return OperatingMode.Minimal;
        if (settings.CriticalPct <= socPct) return OperatingMode.Critical;
        return OperatingMode.Suspended;
    }

    /// <summary>The step that follows another: down at once, up only <see cref="ModeSettings.HysteresisPct"/> above the threshold.</summary>
    public static OperatingMode Next(OperatingMode previous, double socPct, bool isCarried, ModeSettings settings)
    {
        OperatingMode plain = At(socPct, isCarried, settings);
        if (plain >= previous) return plain;
        OperatingMode climbed = At(socPct - settings.HysteresisPct, isCarried, settings);
        return climbed < previous ? climbed : previous;
    }

    /// <summary>
    /// Without a reliable charge: reduced on settled external power, otherwise minimal or the lower step that held before. It is never taken for a
    /// high charge, nor for an empty pack.
    /// </summary>
    public static OperatingMode WithoutCharge(OperatingMode previous, bool isPowered)
    {
        if (isPowered) return OperatingMode.Reduced;
        if (previous > OperatingMode.Minimal) return previous;
        return OperatingMode.Minimal;
    }
}
