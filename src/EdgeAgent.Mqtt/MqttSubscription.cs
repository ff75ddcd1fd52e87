namespace EdgeAgent.Mqtt;

/// <summary>One topic filter with its options (MQTT 5, 3.8.3.1). On 3.1.1 only filter and QoS are sent.</summary>
public sealed record MqttSubscription(string Filter, QualityOfService Qos = QualityOfService.AtLeastOnce)
{
    /// <summary>Messages published by this client itself do not come back.</summary>
    public bool NoLocal { get; init; }
    /// <summary>The retain flag is kept as published; otherwise it tells retained messages from live ones.</summary>
    public bool RetainAsPublished { get; init; }
    public RetainHandling RetainHandling { get; init; }
    /// <summary>1 to 268,435,455; comes back with each matching message. Subscriptions with different identifiers travel in packets of their own.</summary>
    public uint? SubscriptionId { get; init; }
}

/// <summary>Whether retained messages are sent when the subscription is made (MQTT 5, 3.8.3.1).</summary>
public enum RetainHandling : byte
{
    SendAlways = 0,
    SendIfNew = 1,
    DoNotSend = 2,
}

/// <summary>The broker's answer to a subscription or its removal, one code for each filter, in order of the request.</summary>
public sealed record SubscribeResult(
    IReadOnlyList<string> Filters, IReadOnlyList<ReasonCode> ReasonCodes, string? ReasonString, IReadOnlyList<KeyValuePair<string, string>> UserProperties)
{
    /// <summary>True when every filter was granted (or removed). False also when the client stopped before an answer came.</summary>
    public bool IsSuccess => ReasonCodes.Count == Filters.Count && ReasonCodes.All(c => !c.IsFailure());
}
