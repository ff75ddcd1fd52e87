namespace EdgeAgent.Contract;

public sealed record ForecastPart
{
    /// <summary>Start of slot 0 of the arrays.</summary>
    public required DateTimeOffset Start { get; init; }

    public int SlotS { get; init; } = 900;
    public DateTimeOffset? NextChargeStart { get; init; }
    public DateTimeOffset? NextChargeEnd { get; init; }
    public required double Confidence { get; init; }

    /// <summary>The kind of site that fits the device's own past best: a kind of the prior (home, work, grid or a fleet's own word), or solar.</summary>
    public string? SiteKind { get; init; }

    /// <summary>Probability of that kind among the known ones, 0 to 1.</summary>
    public double? SiteKindP { get; init; }

    /// <summary>The next time of the hour of day with the least processor use.</summary>
    public DateTimeOffset? QuietestAt { get; init; }

    public required IReadOnlyList<double> PCharging { get; init; }
    public IReadOnlyList<double>? SocPct { get; init; }
    public IReadOnlyList<double>? SocPctLow { get; init; }
    public IReadOnlyList<double>? SocPctHigh { get; init; }

    /// <summary>When the device is expected to be off because its battery is empty.</summary>
    public DarkPart? Dark { get; init; }

    /// <summary>Learned share of time on charge: 7 rows (Monday first) of 24 hours in the device's zone; in the answer to <c>power</c> only.</summary>
    public IReadOnlyList<IReadOnlyList<double?>>? Week { get; init; }

    public double? BrierSkill { get; init; }
    public double? CalibrationError { get; init; }
}
