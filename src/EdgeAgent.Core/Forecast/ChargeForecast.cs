namespace EdgeAgent.Core.Forecast;

/// <summary>
/// A forecast as a value: what was believed at one moment about the slots that follow. Slot 0 contains <see cref="StartUtc"/>'s
/// quarter hour. Arrays are never changed after construction.
/// </summary>
public sealed record ChargeForecast
{
    /// <summary>Length of a slot.</summary>
    public const int SlotMinutes = 15;

    /// <summary>Slots ahead: 48 h.</summary>
    public const int Slots = 192;

    /// <summary>Start of slot 0, UTC, on the quarter hour.</summary>
    public required DateTimeOffset StartUtc { get; init; }

    /// <summary>Probability that the device charges in each slot, 0 to 1.</summary>
    public required double[] PCharging { get; init; }

    /// <summary>State of charge, percent, per slot (median); null when the pack is not known.</summary>
    public double[]? SocPct { get; init; }

    /// <summary>Tenth percentile of <see cref="SocPct"/>.</summary>
    public double[]? SocPctLow { get; init; }

    /// <summary>Ninetieth percentile of <see cref="SocPct"/>.</summary>
    public double[]? SocPctHigh { get; init; }

    /// <summary>Power beyond the idle load that panel or charger gives, W, per slot (median); null where nothing measures it.</summary>
    public double[]? SurplusW { get; init; }

    /// <summary>Probability that the device is idle in each slot; null until activity was seen.</summary>
    public double[]? PIdle { get; init; }

    /// <summary>0 (nothing learned) to 1; by exposure and by the forecaster's own rolling skill.</summary>
    public double Confidence { get; init; }

    /// <summary>Most likely start of the next charging window; null when none is likely in 48 h. Now or earlier while charging.</summary>
    public DateTimeOffset? NextChargeStart { get; init; }

    /// <summary>Most likely end of that window.</summary>
    public DateTimeOffset? NextChargeEnd { get; init; }
}
