namespace EdgeAgent.Fleet.Rules;

/// <summary>Limits above which a campaign is aborted: percent of the devices that have ended or are silent.</summary>
internal sealed record AbortCriteria
{
    public double? FailedPct { get; init; }
    public double? TimedOutPct { get; init; }

    /// <summary>Limit for devices without a final state within <see cref="CampaignSpec.ReportWithin"/>.</summary>
    public double? SilentPct { get; init; }

    /// <summary>The limits are checked once at least so many devices have ended or are silent.</summary>
    public int LeastOutcomes { get; init; } = 1;
}
