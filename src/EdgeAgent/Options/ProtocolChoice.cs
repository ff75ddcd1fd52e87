namespace EdgeAgent.Options;

/// <summary>Version of the MQTT protocol.</summary>
public enum ProtocolChoice
{
    /// <summary>Version 5, or 3.1.1 when the broker refuses it.</summary>
    Auto,
    V5,
    V311,
}
