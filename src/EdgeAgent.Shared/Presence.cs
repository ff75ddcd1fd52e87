namespace EdgeAgent.Shared;

/// <summary>Whether something is present, as hardware reports it; many boards do not report it.</summary>
public enum Presence
{
    Unknown,
    Absent,
    Present,
}
