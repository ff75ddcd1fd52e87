using EdgeAgent.Mqtt.Packets;

namespace EdgeAgent.Mqtt.Session;

/// <summary>What the session wants done outside, in this order. Bytes to send are in <see cref="MqttSession.Output"/> and go first.</summary>
internal abstract record SessionAction
{
    private SessionAction() { }

    /// <summary>Ask the application for changes, then open a transport to the host and port in the settings.</summary>
    public sealed record Open(MqttConnectSettings Settings) : SessionAction;
    /// <summary>Close the transport after the output has been sent.</summary>
    public sealed record Close : SessionAction;
    /// <summary>Clear the application's store of QoS 2 identifiers; on failure call <see cref="MqttSession.HandlerFailed"/>.</summary>
    public sealed record ForgetQos2 : SessionAction;
    public sealed record Connected(ConnectedInfo Info) : SessionAction;
    public sealed record Disconnected(DisconnectedInfo Info) : SessionAction;
    public sealed record Deliver(ReceivedBatch Batch) : SessionAction;
    public sealed record Published(OutboundPublish Publish, PublishResult Result) : SessionAction;
    public sealed record Subscribed(SubscriptionRequest Request, SubscribeResult Result) : SessionAction;
    public sealed record Notice(MqttNotice Value) : SessionAction;
    /// <summary>Nothing will happen any more.</summary>
    public sealed record Ended(bool EverythingAcknowledged) : SessionAction;
}

/// <summary>An acknowledgement that leaves when its batch is stored.</summary>
internal readonly record struct PendingAck(PacketType Type, ushort PacketId, ReasonCode Code);

internal enum PublishStage : byte
{
    Waiting,
    AwaitingPuback,
    AwaitingPubrec,
    AwaitingPubcomp,
}

/// <summary>One publish on its way to the broker; outlives connections.</summary>
internal sealed class OutboundPublish(MqttMessage message, Action<PublishResult>? completed)
{
    public MqttMessage Message { get; } = message;
    public Action<PublishResult>? Completed { get; } = completed;
    /// <summary>What it counts against the bound of the queue; the constant stands for objects around it.</summary>
    public long Bytes { get; } = message.Payload.Length + message.Topic.Length + 128;
    public long AcceptedAt { get; set; }
    public long Sequence { get; set; }
    public ushort PacketId { get; set; }
    public PublishStage Stage { get; set; }
}

/// <summary>A subscription or its removal; may take several packets.</summary>
internal sealed class SubscriptionRequest(IReadOnlyList<MqttSubscription> subscriptions, bool isRemoval, Action<SubscribeResult>? completed)
{
    public IReadOnlyList<MqttSubscription> Subscriptions { get; } = subscriptions;
    public bool IsRemoval { get; } = isRemoval;
    public Action<SubscribeResult>? Completed { get; } = completed;
    public ReasonCode[] Codes { get; } = new ReasonCode[subscriptions.Count];
    public int OpenPackets { get; set; }
    public string? ReasonString { get; set; }
    public IReadOnlyList<KeyValuePair<string, string>>? UserProperties { get; set; }

    public SubscribeResult Result(bool answered = true) =>
        new([.. Subscriptions.Select(s => s.Filter)], answered ? Codes : [], ReasonString, UserProperties ?? []);
}
