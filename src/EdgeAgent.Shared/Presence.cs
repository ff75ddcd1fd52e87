namespace EdgeAgent.Shared;

/// <summary>A three-valued fact from hardware: many boards do not report it.</summary>
public enum Presence
{
    Unknown,
    Absent,
    Present,
}
