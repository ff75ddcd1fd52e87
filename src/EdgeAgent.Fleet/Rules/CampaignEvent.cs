namespace EdgeAgent.Fleet.Rules;

/// <summary>An event of a campaign.</summary>
internal abstract record CampaignEvent
{
    private CampaignEvent()
    {
    }

    /// <summary>Time has passed.</summary>
    public sealed record Tick : CampaignEvent;

    /// <summary>A device that matches was seen.</summary>
    public sealed record Joined(string Device) : CampaignEvent;

    /// <summary>The device reported the outcome of the task with this id.</summary>
    public sealed record Reported(string Device, string TaskId, Outcome Outcome, string? Reason) : CampaignEvent;

    /// <summary>The device received the cancellation and does not know the task.</summary>
    public sealed record Unknown(string Device, string TaskId) : CampaignEvent;

    public sealed record Pause : CampaignEvent;

    public sealed record Resume : CampaignEvent;

    public sealed record Abort(string Reason) : CampaignEvent;

    /// <summary>Devices that ended without success get the task once more.</summary>
    public sealed record Retry : CampaignEvent;
}
