using EdgeAgent.Options;
using MQTTnet;
using MQTTnet.Packets;

namespace EdgeAgent.Link;

/// <summary>
/// Settings and callbacks of a session. Read when the session is made; later changes have no effect, except through <see cref="OnConnecting"/>.
/// The callbacks run on the session's thread, one at a time, except <see cref="OnReceived"/>; none of them may block.
/// </summary>
internal sealed class SessionOptions
{
    public string Host { get; set; } = "localhost";

    /// <summary>1 to 65535.</summary>
    public int Port { get; set; } = 1883;

    public ProtocolChoice Protocol { get; set; }

    /// <summary>Null for plain TCP or TLS; a path such as <c>/mqtt</c> for WebSocket.</summary>
    public string? WebSocketPath { get; set; }

    /// <summary>Null for none.</summary>
    public TlsSettings? Tls { get; set; }

    public string ClientId { get; set; } = "";

    public string? UserName { get; set; }

    public byte[]? Password { get; set; }

    /// <summary>The broker forgets an earlier session at the first connection.</summary>
    public bool CleanStart { get; set; } = true;

    /// <summary>How long the broker keeps the session after the connection has ended, s (MQTT 5, 3.1.2.11.2); <see cref="uint.MaxValue"/> for ever.</summary>
    public uint SessionExpirySeconds { get; set; }

    /// <summary>Longest time without a packet from this client; whole seconds, 0 (never ping) to 65535. The broker may overrule it on MQTT 5.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How many messages the broker may have unacknowledged, 1 to 65535 (MQTT 5, 3.1.2.11.3): the size of a group commit.</summary>
    public ushort ReceiveMaximum { get; set; } = 200;

    /// <summary>Largest packet that is accepted whole, bytes. On MQTT 5 it is announced to the broker; a larger message is truncated on any version.</summary>
    public int LargestPacket { get; set; } = 1024 * 1024;

    /// <summary>Bytes of messages handed over and not finished, above which nothing more is read.</summary>
    public long IntakeBytes { get; set; } = 1024 * 1024;

    /// <summary>Most publishes of QoS 1 in flight; the broker may lower it.</summary>
    public int InFlightLimit { get; set; } = 100;

    /// <summary>Bytes of publishes that wait for the connection or the broker, above which a publish ends as <see cref="PublishStatus.QueueFull"/>.</summary>
    public long MaximumQueuedBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Subscriptions, made at the first connection and whenever the broker has no session of this client.</summary>
    public IReadOnlyList<MqttTopicFilter> Filters { get; set; } = [];

    /// <summary>Longest time for name resolution, TCP, TLS and CONNACK together, and for SUBACK.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the answer to a ping may take.</summary>
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a broker that answers pings may leave every publish unanswered before the session reconnects.</summary>
    public TimeSpan PublishTimeout { get; set; } = TimeSpan.FromMinutes(5);

    public ReconnectPolicy Reconnect { get; set; } = new();

    /// <summary>Called before each attempt, to read secrets and to set keep-alive and will. An exception counts as a failed attempt.</summary>
    public Action<AttemptSettings>? OnConnecting { get; set; }

    public Action<BrokerFacts>? OnConnected { get; set; }

    /// <summary>Called after a connection ended and after each attempt that failed.</summary>
    public Action<ConnectionLoss>? OnDisconnected { get; set; }

    /// <summary>Called on a thread of the library when a message has arrived. When null, messages are acknowledged at once and dropped.</summary>
    public Action<InboundBatch>? OnReceived { get; set; }

    /// <summary>Called when the broker has answered for all of <see cref="Filters"/>, with those that it refused.</summary>
    public Action<IReadOnlyList<MqttClientSubscribeResultItem>>? OnSubscribed { get; set; }

    public Action<LinkWarning>? OnWarning { get; set; }
}
