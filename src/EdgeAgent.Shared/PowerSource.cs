namespace EdgeAgent.Shared;

/// <summary>Where the device's energy comes from now; contract word of <c>power.source</c>.</summary>
public enum PowerSource
{
    Unknown,
    Battery,
    External,
}
