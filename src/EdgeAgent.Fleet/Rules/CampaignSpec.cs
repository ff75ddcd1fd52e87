namespace EdgeAgent.Fleet.Rules;

/// <summary>The order of a campaign: a task for many devices.</summary>
internal sealed record CampaignSpec
{
    public required string Id { get; init; }

    /// <summary>The document as it was received; the same document again is the same order.</summary>
    public string Source { get; init; } = "";

    /// <summary>The task document without its id.</summary>
    public required string Task { get; init; }

    public Selector Select { get; init; } = new();

    /// <summary>At least one stage; the last one takes all devices, whatever its size says.</summary>
    public IReadOnlyList<Stage> Stages { get; init; } = [new Stage { Percent = 100 }];

    /// <summary>At most so many devices get the task within any minute; null for no limit.</summary>
    public int? RatePerMinute { get; init; }

    public AbortCriteria Abort { get; init; } = new();

    /// <summary>A device without a final state for so long counts as silent.</summary>
    public TimeSpan ReportWithin { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Devices that match only later get the task as well; such a campaign ends by its deadline or an abort.</summary>
    public bool IsContinuous { get; init; }

    public DateTimeOffset? Deadline { get; init; }
}
