using System.Buffers;
using MQTTnet;

namespace EdgeAgent.Link;

/// <summary>A message from the broker, with its properties on MQTT 5. The broker does not deliver an expired message (MQTT 5, 3.3.2.3.3).</summary>
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
