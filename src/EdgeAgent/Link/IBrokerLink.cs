using System.Buffers;
using MQTTnet;
using MQTTnet.Protocol;

namespace EdgeAgent.Link;

/// <summary>A message on its way out.</summary>
/// <param name="Token">Comes back in <see cref="ILinkObserver.Published"/>; 0 when nobody waits for the outcome.</param>
public sealed record OutboundMessage(string Topic, byte[] Payload, bool IsRetained = false, bool IsAcknowledged = true, long Token = 0)
{
    public ReadOnlyMemory<byte>? CorrelationData { get; init; }

    internal MqttApplicationMessage ToMqtt() => new()
    {
        Topic = Topic,
        Payload = new ReadOnlySequence<byte>(Payload),
        QualityOfServiceLevel = IsAcknowledged ? MqttQualityOfServiceLevel.AtLeastOnce : MqttQualityOfServiceLevel.AtMostOnce,
        Retain = IsRetained,
        PayloadFormatIndicator = MqttPayloadFormatIndicator.CharacterData,
        ContentType = "application/json",
        CorrelationData = CorrelationData?.ToArray(),
    };
}

/// <summary>A message from the broker, with what MQTT 5 may have added. One whose expiry has passed is not delivered by the broker (MQTT 5, 3.3.2.3.3).</summary>
public sealed record InboundMessage(string Topic, ReadOnlyMemory<byte> Payload)
{
    public bool IsRetained { get; init; }

    public string? ResponseTopic { get; init; }
    public ReadOnlyMemory<byte>? CorrelationData { get; init; }

    internal static InboundMessage From(MqttApplicationMessage m) => new(m.Topic, m.Payload.IsSingleSegment ? m.Payload.First : m.Payload.ToArray())
    {
        IsRetained = m.Retain,
        ResponseTopic = m.ResponseTopic,
        CorrelationData = m.CorrelationData is { } data ? data : null,
    };
}

/// <summary>What arrived together. Exactly one of the two calls is made, from the loop.</summary>
public sealed record InboundBatch(IReadOnlyList<InboundMessage> Messages, Action Acknowledge, Action Abandon);

/// <summary>What a connection is like.</summary>
public sealed record LinkFacts(long Session, string Protocol, bool SessionPresent, TimeSpan KeepAlive)
{
    /// <summary>The keep-alive that was asked for; another one in force is the broker's decision.</summary>
    public TimeSpan Asked { get; init; } = KeepAlive;

    /// <summary>Largest packet that the broker takes, bytes.</summary>
    public long LargestPacket { get; init; } = long.MaxValue;
}

/// <summary>
/// The way to the broker as the agent sees it: <see cref="MqttLink"/>, and a recording one in tests. Calls do not block and may be
/// made while there is no connection.
/// </summary>
public interface IBrokerLink
{
    /// <summary>Of publishes that the broker has not taken yet.</summary>
    long QueuedBytes { get; }

    void Publish(OutboundMessage message);

    /// <summary>What the next connection asks the broker for; the present one is not touched.</summary>
    void WantKeepAlive(TimeSpan keepAlive);

    /// <summary>Ends the connection in order (no will, session kept) and makes a new one at once.</summary>
    void Reconnect();

    /// <summary>Ends the connection in order and stays away until <see cref="Return"/>; <see cref="ILinkObserver.Disconnected"/> follows when there was one.</summary>
    void Leave();

    void Return();
}
