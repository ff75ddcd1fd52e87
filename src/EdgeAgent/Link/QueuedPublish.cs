using MQTTnet;

namespace EdgeAgent.Link;

/// <summary>One publish on its way to the broker; outlives connections.</summary>
internal sealed class QueuedPublish(MqttApplicationMessage message, Action<PublishOutcome>? completed, long acceptedAtMs)
{
    public MqttApplicationMessage Message { get; } = message;

    public Action<PublishOutcome>? Completed { get; } = completed;

    public long AcceptedAtMs { get; } = acceptedAtMs;

    public string Topic => Message.Topic;

    public long PayloadBytes => Message.Payload.Length;

    /// <summary>What it counts against the bound of the queue; the constant stands for objects around it.</summary>
    public long Bytes { get; } = message.Payload.Length + message.Topic.Length + 512;

    public long SentAtMs { get; set; }

    /// <summary>It was in flight when the broker closed, and has not been acknowledged since: it is sent alone.</summary>
    public bool IsSuspect { get; set; }
}
