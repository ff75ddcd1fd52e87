namespace EdgeAgent.Sensors.Boards;

/// <summary>What an active GPIO line means.</summary>
public enum LineMeaning
{
    /// <summary>Active: external power is present. Inactive: it is absent.</summary>
    ExternalPower,

    /// <summary>The battery is being charged.</summary>
    Charging,

    /// <summary>Charging is finished.</summary>
    Full,
}
