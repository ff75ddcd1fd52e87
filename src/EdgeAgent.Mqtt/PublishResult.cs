namespace EdgeAgent.Mqtt;

/// <summary>How a publish ended. Told exactly once for each publish.</summary>
public enum PublishStatus
{
    /// <summary>QoS 1, 2: the broker took responsibility. QoS 0: handed to the socket.</summary>
    Done,
    /// <summary>The broker answered with a failure code, for example <see cref="ReasonCode.NotAuthorized"/>. MQTT 3.1.1 cannot say this.</summary>
    Refused,
    /// <summary>QoS 0 without a connection.</summary>
    NotConnected,
    /// <summary>Larger than the broker's maximum packet size [MQTT-3.2.2-15]; never sent.</summary>
    TooLarge,
    /// <summary>The broker's CONNACK rules out this QoS or retained messages [MQTT-3.2.2-11], [MQTT-3.2.2-14]; never sent.</summary>
    NotSupported,
    /// <summary>Topic or properties break the protocol's rules; never sent.</summary>
    Invalid,
    /// <summary>The message expiry passed before it could be sent.</summary>
    Expired,
    /// <summary>More waits than <see cref="MqttClientOptions.MaximumQueuedBytes"/>.</summary>
    QueueFull,
    /// <summary>The client was stopped; a message that had been sent may or may not have arrived.</summary>
    Stopped,
}

/// <summary>Outcome of a publish with the broker's own words.</summary>
public sealed record PublishResult(
    PublishStatus Status, ReasonCode ReasonCode, string? ReasonString, IReadOnlyList<KeyValuePair<string, string>> UserProperties)
{
    public bool IsSuccess => Status == PublishStatus.Done;
    internal static PublishResult Of(PublishStatus status, ReasonCode code = ReasonCode.Success, string? text = null) => new(status, code, text, []);
    internal static readonly PublishResult Ok = Of(PublishStatus.Done);
}
