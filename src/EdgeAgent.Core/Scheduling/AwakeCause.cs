namespace EdgeAgent.Core.Scheduling;

/// <summary>What keeps the device awake.</summary>
public enum AwakeCause
{
    UserHold,
    PowerUnknown,
    ExternalPower,
    Mode,
    Working,
    WorkNear,
    Unsaid,
    Attended,
    NotWorthwhile,
}
