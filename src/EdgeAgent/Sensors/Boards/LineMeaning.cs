namespace EdgeAgent.Sensors.Boards;

/// <summary>What a GPIO line says when it is active.</summary>
public enum LineMeaning
{
    /// <summary>External power is at the input; inactive: it is not.</summary>
    ExternalPower,

    /// <summary>The battery is being charged.</summary>
    Charging,

    /// <summary>Charging is finished.</summary>
    Full,
}
