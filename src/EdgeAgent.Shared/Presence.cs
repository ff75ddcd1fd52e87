namespace EdgeAgent.Shared;

/// <summary>A three-valued fact from hardware: many boards cannot tell.</summary>
public enum Presence
{
    Unknown,
    Absent,
    Present,
}
