namespace EdgeAgent.Fleet.Rules;

internal enum CampaignPhase
{
    Running,
    Paused,

    /// <summary>Every device has an outcome, or is silent.</summary>
    Completed,
    Aborted,

    /// <summary>The deadline passed first.</summary>
    Expired,
}
