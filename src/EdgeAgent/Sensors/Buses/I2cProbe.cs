namespace EdgeAgent.Sensors.Buses;

/// <summary>What a probe of one address found.</summary>
public enum I2cProbe
{
    NoAnswer,
    Answers,

    /// <summary>A kernel driver owns the address.</summary>
    Owned,
}
