using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Power;

/// <summary>Chooses the time until the next sample: long in low modes, short near a threshold. Pure.</summary>
public static class SamplingPolicy
{
    // At least this many samples are taken before the charge reaches the next threshold.
    private const double SamplesToThreshold = 4;

    /// <summary>Time until the next sample, at least <see cref="SamplingSettings.Fast"/>.</summary>
    public static TimeSpan NextDelay(in SamplingInput input, ModeSettings modes, SamplingSettings settings)
    {
        if (input.WantsConfirmation) return settings.Fast;
        var delay = ByMode(input.Mode, settings);
        if (input.RunningTasks > 0) delay = Order.Min(delay, settings.Busy);
        if (input.Power.IsUndervoltage || input.System.IsThrottled) delay = Order.Min(delay, settings.Busy);
        if (!input.HasInterrupt && input.Power.HasBattery) delay = Order.Min(delay, settings.WithoutInterrupt);
        if (input.SettleLeft > TimeSpan.Zero) delay = Order.Min(delay, input.SettleLeft);
        if (TimeToThreshold(input.Power, modes) is { } time) delay = Order.Min(delay, time / SamplesToThreshold);
        return Order.Max(delay, settings.Fast);
    }

    private static TimeSpan ByMode(OperatingMode mode, SamplingSettings settings) => mode switch
    {
        OperatingMode.Full => settings.Normal,
        OperatingMode.Reduced => settings.Normal,
        OperatingMode.Minimal => settings.Slow / 2,
        OperatingMode.Critical => settings.Slow / 2,
        OperatingMode.Suspended => settings.Slow,
    };

    // Time until the charge falls to the next threshold of the modes at the rate of the time to empty; null on external power.
    private static TimeSpan? TimeToThreshold(PowerState power, ModeSettings modes)
    {
        if (power.SocPct is not { } soc || power.TimeToEmpty is not { } left || soc <= 0) return null;
        double next = NextBelow(soc, modes);
        return left * ((soc - next) / soc);
    }

    private static double NextBelow(double soc, ModeSettings modes)
    {
        if (soc > modes.FullPct) return modes.FullPct;
        if (soc > modes.ReducedPct) return modes.ReducedPct;
        if (soc > modes.MinimalPct) return modes.MinimalPct;
        if (soc > modes.CriticalPct) return modes.CriticalPct;
        return 0;
    }
}
