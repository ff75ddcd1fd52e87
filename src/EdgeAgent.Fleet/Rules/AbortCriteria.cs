namespace EdgeAgent.Fleet.Rules;

/// <summary>When to stop: shares of the devices that have an outcome, 0 to 100; a share above its limit aborts.</summary>
internal sealed record AbortCriteria
{
    public double? FailedPct { get; init; }
    public double? TimedOutPct { get; init; }

    /// <summary>Of devices without a final state within <see cref="CampaignSpec.ReportWithin"/>.</summary>
    public double? SilentPct { get; init; }

    /// <summary>Shares of fewer outcomes than this say nothing yet.</summary>
    public int LeastOutcomes { get; init; } = 1;
}
