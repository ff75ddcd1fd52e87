namespace EdgeAgent.Sensors.Boards;

/// <summary>Pull resistor of an input line.</summary>
public enum GpioBias
{
    /// <summary>The setting of the board or the device tree is kept.</summary>
    AsIs,
    Disabled,
    PullUp,
    PullDown,
}
