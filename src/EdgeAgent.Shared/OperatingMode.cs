namespace EdgeAgent.Shared;

/// <summary>Operating modes by state of charge, the least restricted first; contract word of <c>mode</c>.</summary>
public enum OperatingMode
{
    Full,
    Reduced,
    Minimal,
    Critical,
    Suspended,
}
