namespace EdgeAgent.Fleet.Rules;

/// <summary>How far a stage goes: the first <see cref="Count"/> devices, or <see cref="Percent"/> of all.</summary>
internal sealed record Stage
{
    public int? Count { get; init; }

    /// <summary>Above 0 to 100.</summary>
    public double? Percent { get; init; }

    /// <summary>Share of the stage's devices that must have succeeded before the next stage begins, 0 to 100.</summary>
    public double SuccessPct { get; init; } = 90;
}

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

/// <summary>A task for many devices, as it was ordered.</summary>
internal sealed record CampaignSpec
{
    public required string Id { get; init; }

    /// <summary>The document as it was ordered; the same again is the same order.</summary>
    public string Source { get; init; } = "";

    /// <summary>The task document without its id.</summary>
    public required string Task { get; init; }

    public Selector Select { get; init; } = new();

    /// <summary>At least one; the last one goes to all devices, whatever it says.</summary>
    public IReadOnlyList<Stage> Stages { get; init; } = [new Stage { Percent = 100 }];

    /// <summary>At most so many devices within any minute; null for no bound.</summary>
    public int? RatePerMinute { get; init; }

    public AbortCriteria Abort { get; init; } = new();

    /// <summary>A device without a final state for so long counts as silent.</summary>
    public TimeSpan ReportWithin { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Devices that come to match later get the task as well; such a campaign ends by its deadline or an abort.</summary>
    public bool IsContinuous { get; init; }

    public DateTimeOffset? Deadline { get; init; }
}
