namespace EdgeAgent.Sensors.Boards;

/// <summary>Pull resistor of an input line.</summary>
public enum GpioBias
{
    /// <summary>As the board or device tree has set it.</summary>
    AsIs,
    Disabled,
    PullUp,
    PullDown,
}
