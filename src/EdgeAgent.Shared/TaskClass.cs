namespace EdgeAgent.Shared;

public enum TaskClass
{
    Critical,
    Normal,
    Background,
    ChargingOnly,
}
