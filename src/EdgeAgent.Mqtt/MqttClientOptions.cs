using System.Security.Cryptography.X509Certificates;

namespace EdgeAgent.Mqtt;

/// <summary>How to connect and what to tell the application. Read when the client is made; later changes have no effect,
/// except through <see cref="OnConnecting"/>.</summary>
/// <remarks>All callbacks run on the client's session thread, one at a time: while one runs nothing else of the client's work is done,
/// bytes are still received into a bounded buffer. They may call every method of the client except <see cref="MqttClient.Stop"/>.</remarks>
public sealed class MqttClientOptions
{
    public string Host { get; set; } = "localhost";
    /// <summary>0 = the transport's usual port: 1883, 8883 with TLS, 80 and 443 for WebSocket.</summary>
    public int Port { get; set; }
    public MqttProtocol Protocol { get; set; }
    /// <summary>Null = plain TCP or TLS; a path such as <c>/mqtt</c> = WebSocket (RFC 6455, MQTT 5 section 6).</summary>
    public string? WebSocketPath { get; set; }
    /// <summary>Null = no TLS.</summary>
    public MqttTlsOptions? Tls { get; set; }

    /// <summary>Empty = the broker assigns one (MQTT 5, 3.1.3.1).</summary>
    public string ClientId { get; set; } = "";
    public string? UserName { get; set; }
    public ReadOnlyMemory<byte>? Password { get; set; }
    /// <summary>Enhanced authentication (MQTT 5, 4.12). Null = none.</summary>
    public MqttAuthentication? Authentication { get; set; }

    /// <summary>Discard the broker's session at the first connection. On MQTT 5 with a session expiry, later connections of this client resume;
    /// on 3.1.1 (clean session) each one starts anew.</summary>
    public bool CleanStart { get; set; } = true;
    /// <summary>How long the broker keeps the session after the connection ended, seconds (MQTT 5, 3.1.2.11.2). 0 = not, <see cref="uint.MaxValue"/> = for ever.</summary>
    public uint SessionExpirySeconds { get; set; }
    /// <summary>Longest time without a packet from us; whole seconds, 0 to 65535 (18 h). Zero = never ping. The broker may override it on MQTT 5.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(60);
    /// <summary>How many QoS 1 and 2 messages the broker may have unacknowledged, 1 to 65535 (MQTT 5, 3.1.2.11.3): the size of a group commit.</summary>
    public ushort ReceiveMaximum { get; set; } = ushort.MaxValue;
    /// <summary>
    /// Largest packet that is taken, bytes; 0 = what the protocol allows (256 MiB). On MQTT 5 the broker is told, and a larger packet closes the
    /// connection with 0x95. On 3.1.1 a larger message arrives cut, see <see cref="ReceivedMessage.CutBytes"/>.
    /// </summary>
    public uint MaximumPacketSize { get; set; } = 256 * 1024;
    /// <summary>How many topic aliases the broker may use towards us (MQTT 5, 3.1.2.11.5).</summary>
    public ushort TopicAliasMaximum { get; set; }
    /// <summary>How many topic aliases we use at most towards a broker that allows them. The topics published first get them.</summary>
    public ushort OutboundTopicAliases { get; set; }
    /// <summary>Ask for a base of response topics (MQTT 5, 3.1.2.11.6).</summary>
    public bool RequestResponseInformation { get; set; }
    /// <summary>User properties of CONNECT (MQTT 5, 3.1.2.11.8).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> UserProperties { get; set; } = [];
    public MqttWill? Will { get; set; }

    /// <summary>Made at the first connection and whenever the broker has lost the session; see also <see cref="MqttClient.Subscribe"/>.</summary>
    public IReadOnlyList<MqttSubscription> Subscriptions { get; set; } = [];

    /// <summary>QoS 1 and 2 publishes in flight at a time, 1 to 65535; the broker's Receive Maximum lowers it, MQTT 3.1.1 lowers it to 20.</summary>
    public int OutboundInFlightLimit { get; set; } = 100;
    /// <summary>Bytes of topics and payloads that wait for the connection or the broker; above it a publish completes with <see cref="PublishStatus.QueueFull"/>.</summary>
    public long MaximumQueuedBytes { get; set; } = 4 * 1024 * 1024;
    /// <summary>Bytes of messages handed over and not acknowledged; above it nothing more is read from the socket.</summary>
    public long MaximumUnacknowledgedBytes { get; set; } = 1024 * 1024;

    /// <summary>For name resolution, TCP, TLS and CONNACK together.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(30);
    /// <summary>How long a PINGRESP may take.</summary>
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(20);
    public MqttReconnectPolicy Reconnect { get; set; } = new();
    /// <summary>Identifiers of inbound QoS 2 messages. Null = in memory.</summary>
    public IInboundQos2Store? InboundQos2 { get; set; }

    /// <summary>Before each attempt: the place to write what must be durable before CONNECT, and to change will, keep-alive, credentials or host.</summary>
    public Action<MqttConnectSettings>? OnConnecting { get; set; }
    public Action<ConnectedInfo>? OnConnected { get; set; }
    /// <summary>After a connection ended and after each attempt that failed.</summary>
    public Action<DisconnectedInfo>? OnDisconnected { get; set; }
    /// <summary>Messages have arrived. Keep the batch, or acknowledge it here. An exception abandons it. Null = acknowledge at once and forget.</summary>
    public Action<ReceivedBatch>? OnReceived { get; set; }
    /// <summary>The broker's answers for <see cref="Subscriptions"/>.</summary>
    public Action<SubscribeResult>? OnSubscribed { get; set; }
    public Action<MqttNotice>? OnNotice { get; set; }
}

/// <summary>TLS (1.2 or later). The host name is checked and sent as SNI in any case.</summary>
public sealed class MqttTlsOptions
{
    /// <summary>Trust these roots only; null = the system's.</summary>
    public X509Certificate2Collection? TrustedRoots { get; set; }
    /// <summary>Shown when the broker asks for it; must have its private key.</summary>
    public X509Certificate2? ClientCertificate { get; set; }
    /// <summary>Name to expect in the certificate when it is not the host that we connect to.</summary>
    public string? ExpectedHostName { get; set; }
}

/// <summary>Full jitter: a random time between 0 and min(<see cref="Maximum"/>, <see cref="Base"/> x 2^failures), so that a fleet does not return in step.</summary>
public sealed class MqttReconnectPolicy
{
    public TimeSpan Base { get; set; } = TimeSpan.FromSeconds(1);
    public TimeSpan Maximum { get; set; } = TimeSpan.FromMinutes(10);
    /// <summary>Failures of an earlier run of the program: above 0 the first attempt waits as well.</summary>
    public int InitialFailures { get; set; }
    /// <summary>After another client took the session over.</summary>
    public TimeSpan AfterTakeover { get; set; } = TimeSpan.FromMinutes(5);
    /// <summary>A connection that lasted this long clears the count of failures.</summary>
    public TimeSpan StableAfter { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>What the next attempt will use; starts from the options each time.</summary>
public sealed class MqttConnectSettings
{
    public required string Host { get; set; }
    public required int Port { get; set; }
    public required TimeSpan KeepAlive { get; set; }
    public required bool CleanStart { get; set; }
    public required uint SessionExpirySeconds { get; set; }
    public string? UserName { get; set; }
    public ReadOnlyMemory<byte>? Password { get; set; }
    public MqttWill? Will { get; set; }
}

/// <summary>A challenge and response method (MQTT 5, 4.12).</summary>
public sealed class MqttAuthentication
{
    public required string Method { get; init; }
    /// <summary>Data of CONNECT, asked for at each attempt and each re-authentication. Session thread.</summary>
    public Func<ReadOnlyMemory<byte>> Begin { get; init; } = () => default;
    /// <summary>Answer to the broker's data. Session thread; an exception ends the connection.</summary>
    public required Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> Continue { get; init; }
}
