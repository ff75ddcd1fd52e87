namespace EdgeAgent.Mqtt;

/// <summary>Which protocol version the client speaks.</summary>
public enum MqttProtocol
{
    /// <summary>MQTT 5; 3.1.1 from the next attempt on when the broker refuses 5 or closes before CONNACK. The version that worked is kept.</summary>
    Auto = 0,
    /// <summary>MQTT 3.1.1 only (protocol level 4).</summary>
    V311 = 4,
    /// <summary>MQTT 5 only (protocol level 5).</summary>
    V5 = 5,
}

/// <summary>Quality of service (MQTT 5, 4.3).</summary>
public enum QualityOfService : byte
{
    AtMostOnce = 0,
    AtLeastOnce = 1,
    ExactlyOnce = 2,
}
