using System.Buffers;
using MQTTnet;
using MQTTnet.Protocol;

namespace EdgeAgent.Link;

/// <summary>A message to publish.</summary>
/// <param name="Token">Passed to <see cref="ILinkObserver.Published"/>; 0 when nobody waits for the outcome.</param>
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
