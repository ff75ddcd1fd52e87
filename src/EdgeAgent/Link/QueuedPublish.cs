using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace EdgeAgent.Link;

/// <summary>One publish that waits for the broker, across connections.</summary>
internal sealed class QueuedPublish(MqttApplicationMessage message, Action<PublishOutcome>? completed, long acceptedAtMs)
{
    public MqttApplicationMessage Message { get; } = message;

    public Action<PublishOutcome>? Completed { get; } = completed;

    public long AcceptedAtMs { get; } = acceptedAtMs;

    public string Topic => Message.Topic;

    /// <summary>QoS 1 or 2: it waits for a connection, and is sent again until the broker has answered.</summary>
    public bool IsAcknowledged => Message.QualityOfServiceLevel != MqttQualityOfServiceLevel.AtMostOnce;

    /// <summary>Why no broker would accept it; null when it is valid.</summary>
    public string? Fault
    {
        get
        {
            try
            {
                MqttTopicValidator.ThrowIfInvalid(Message);
                return null;
            }
            catch (MqttProtocolViolationException e)
            {
                return $"{Topic}: {e.Message}";
            }
        }
    }

    public long PayloadBytes => Message.Payload.Length;

    /// <summary>Size counted against the bound of the queue, bytes; the constant covers the objects around the payload.</summary>
    public long Bytes { get; } = message.Payload.Length + message.Topic.Length + 512;

    public long SentAtMs { get; set; }

    /// <summary>It was in flight when the broker closed and has not been acknowledged since, so it is sent alone.</summary>
    public bool IsSuspect { get; set; }
}
