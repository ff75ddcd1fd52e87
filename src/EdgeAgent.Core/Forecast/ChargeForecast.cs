namespace EdgeAgent.Core.Forecast;

/// <summary>
/// A forecast as a value: what is expected, at one moment, for the slots that follow. Slot 0 is the quarter hour that begins at
/// <see cref="StartUtc"/>. Arrays are never changed after construction.
/// </summary>
public sealed record ChargeForecast
{
    /// <summary>Length of a slot.</summary>
    public const int SlotMinutes = 15;

    /// <summary>Slots ahead: 48 h.</summary>
    public const int Slots = 192;

    /// <summary>Start of slot 0, UTC, on the quarter hour.</summary>
    public required DateTimeOffset StartUtc { get; init; }

    /// <summary>The chain behind <see cref="PCharging"/>, with which the planner computes.</summary>
    public ChargeChain Chain { get; init; } = new();

    /// <summary>Time of the newest sample; slot 0 of <see cref="Chain"/> starts here.</summary>
    public DateTimeOffset ChainStart { get; init; }

    /// <summary>Harvest to come on a site with a panel; null elsewhere.</summary>
    public SurplusForecast? Surplus { get; init; }

    /// <summary>Probability that the device charges in each slot, 0 to 1.</summary>
    public required double[] PCharging { get; init; }

    /// <summary>The learned slopes of the charge.</summary>
    public SocSlopes Soc { get; init; }

    /// <summary>Probability that the device is idle in each slot; null until activity was seen.</summary>
    public double[]? PIdle { get; init; }

    /// <summary>The kind of site that fits the device's own past best; null while that is not known.</summary>
    public LikelyKind? Kind { get; init; }

    /// <summary>0 (nothing learned) to 1; by exposure and by the forecaster's own rolling skill.</summary>
    public double Confidence { get; init; }

    /// <summary>Windows of charging in the next 48 h, in order; every start and end is a median.</summary>
    public IReadOnlyList<ChargeWindow> Windows { get; init; } = [];

    /// <summary>Median start of the next charging window; null when none is likely in 48 h. Now or earlier while charging.</summary>
    public DateTimeOffset? NextChargeStart => Windows.Count > 0 ? Windows[0].Start : null;

    /// <summary>Median end of that window.</summary>
    public DateTimeOffset? NextChargeEnd => Windows.Count > 0 ? Windows[0].End : null;

    /// <summary>Median length of that window (what is left of it while charging), hours; infinite when it ends beyond the horizon.</summary>
    public double LengthHours { get; init; }

    /// <summary>Rolling scores of the forecaster, one entry per lead.</summary>
    public IReadOnlyList<LeadQuality> Quality { get; init; } = [];
}
