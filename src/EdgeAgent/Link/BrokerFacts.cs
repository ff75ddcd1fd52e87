using MQTTnet.Protocol;

namespace EdgeAgent.Link;

/// <summary>Content of the broker's CONNACK (MQTT 5, 3.2). On 3.1.1 the limits are those of the protocol itself.</summary>
internal sealed record BrokerFacts
{
    public required bool IsV5 { get; init; }

    /// <summary>The broker kept subscriptions and unfinished exchanges.</summary>
    public bool SessionPresent { get; init; }

    /// <summary>Keep-alive in force: the broker's, or the one that was asked for; zero for none.</summary>
    public TimeSpan KeepAlive { get; init; }

    /// <summary>How many publishes of QoS 1 and 2 the broker accepts at a time.</summary>
    public int ReceiveMaximum { get; init; } = ushort.MaxValue;

    /// <summary>Largest packet that the broker accepts, bytes.</summary>
    public uint MaximumPacketSize { get; init; } = uint.MaxValue;

    public MqttQualityOfServiceLevel MaximumQos { get; init; } = MqttQualityOfServiceLevel.ExactlyOnce;

    public bool RetainAvailable { get; init; } = true;

    /// <summary>When the broker's certificate expires; null without TLS.</summary>
    public DateTimeOffset? CertificateEnds { get; init; }
}
