namespace EdgeAgent.Shared;

/// <summary>The ladder of operating modes by state of charge, best first; contract word of <c>mode</c>.</summary>
public enum OperatingMode
{
    Full,
    Reduced,
    Minimal,
    Critical,
    Suspended,
}
