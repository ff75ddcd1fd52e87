namespace EdgeAgent.Mqtt;

/// <summary>A message to publish. The payload must not change until the publish is completed.</summary>
public sealed class MqttMessage
{
    /// <summary>Topic name, 1 to 65535 bytes of UTF-8, without wildcards [MQTT-3.3.2-2].</summary>
    public required string Topic { get; init; }
    public ReadOnlyMemory<byte> Payload { get; init; }
    public QualityOfService Qos { get; init; } = QualityOfService.AtLeastOnce;
    /// <summary>The broker keeps the message for later subscribers (MQTT 5, 3.3.1.3).</summary>
    public bool Retain { get; init; }
    /// <summary>Sent on MQTT 5, left out on MQTT 3.1.1.</summary>
    public PublishProperties? Properties { get; init; }
}

/// <summary>What MQTT 5 lets a message carry beside topic and payload (MQTT 5, 3.3.2.3). Immutable, so one object may serve many messages.</summary>
public sealed record PublishProperties
{
    /// <summary>The sender says that the payload is UTF-8 text (payload format indicator, 3.3.2.3.2).</summary>
    public bool PayloadIsText { get; init; }
    /// <summary>Whole seconds until the message is worthless; the time it waits in this client is subtracted (3.3.2.3.3).</summary>
    public uint? MessageExpirySeconds { get; init; }
    /// <summary>Topic for the answer (3.3.2.3.5).</summary>
    public string? ResponseTopic { get; init; }
    /// <summary>Handed back with the answer (3.3.2.3.6).</summary>
    public ReadOnlyMemory<byte>? CorrelationData { get; init; }
    /// <summary>Media type or the like (3.3.2.3.9).</summary>
    public string? ContentType { get; init; }
    /// <summary>Name and value pairs in the order of the wire (3.3.2.3.7).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> UserProperties { get; init; } = [];
    /// <summary>Identifiers of the subscriptions that matched; received messages only (3.3.2.3.8).</summary>
    public IReadOnlyList<uint> SubscriptionIds { get; init; } = [];
}

/// <summary>The message that the broker publishes when this client vanishes (MQTT 5, 3.1.2.5).</summary>
public sealed class MqttWill
{
    public required MqttMessage Message { get; init; }
    /// <summary>Whole seconds that the broker waits first, so that a short loss of the link stays unnoticed (MQTT 5, 3.1.3.2.2; ignored on 3.1.1).</summary>
    public uint DelaySeconds { get; init; }
}
