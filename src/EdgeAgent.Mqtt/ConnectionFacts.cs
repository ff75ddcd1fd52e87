namespace EdgeAgent.Mqtt;

/// <summary>What the broker said in CONNACK (MQTT 5, 3.2). On 3.1.1 the limits are those that the protocol itself has.</summary>
public sealed record ConnectedInfo
{
    /// <summary><see cref="MqttProtocol.V5"/> or <see cref="MqttProtocol.V311"/>.</summary>
    public MqttProtocol Protocol { get; init; }
    /// <summary>The broker kept subscriptions and unfinished exchanges.</summary>
    public bool SessionPresent { get; init; }
    /// <summary>The identifier in use; assigned by the broker when none was configured.</summary>
    public string ClientId { get; init; } = "";
    /// <summary>In force after the broker's word; zero = no keep-alive.</summary>
    public TimeSpan KeepAlive { get; init; }
    /// <summary>In force after the broker's word, seconds; <see cref="uint.MaxValue"/> = never.</summary>
    public uint SessionExpirySeconds { get; init; }
    /// <summary>How many QoS 1 and 2 publishes the broker takes at a time.</summary>
    public ushort ReceiveMaximum { get; init; } = ushort.MaxValue;
    /// <summary>Largest packet that the broker takes, bytes.</summary>
    public uint MaximumPacketSize { get; init; } = uint.MaxValue;
    public QualityOfService MaximumQos { get; init; } = QualityOfService.ExactlyOnce;
    public bool RetainAvailable { get; init; } = true;
    public bool WildcardSubscriptionAvailable { get; init; } = true;
    public bool SubscriptionIdsAvailable { get; init; } = true;
    public bool SharedSubscriptionAvailable { get; init; } = true;
    public ushort TopicAliasMaximum { get; init; }
    /// <summary>Base for response topics, when it was asked for and given (3.2.2.3.15).</summary>
    public string? ResponseInformation { get; init; }
    public string? ReasonString { get; init; }
    public IReadOnlyList<KeyValuePair<string, string>> UserProperties { get; init; } = [];
}

/// <summary>Why there is no connection, and when the next attempt will be.</summary>
public sealed record DisconnectedInfo
{
    public DisconnectCause Cause { get; init; }
    /// <summary>From CONNACK or DISCONNECT of the broker, or the code with which this client closed.</summary>
    public ReasonCode ReasonCode { get; init; }
    /// <summary>One line for an operator: what failed, for which host.</summary>
    public string Reason { get; init; } = "";
    /// <summary>The failure below, if there was one.</summary>
    public Exception? Exception { get; init; }
    /// <summary>True when a connection had been established, false for an attempt that failed.</summary>
    public bool WasConnected { get; init; }
    /// <summary>Time until the next attempt; null = none, the client is stopped.</summary>
    public TimeSpan? RetryIn { get; init; }
    /// <summary>Attempts in a row that failed; pass it as <see cref="MqttReconnectPolicy.InitialFailures"/> to keep backing off across restarts of the program.</summary>
    public int Failures { get; init; }
    /// <summary>Where the broker sends us (MQTT 5, 4.11). Reported, not followed: change <see cref="MqttConnectSettings.Host"/> in OnConnecting to do so.</summary>
    public string? ServerReference { get; init; }
    public IReadOnlyList<KeyValuePair<string, string>> UserProperties { get; init; } = [];
}

public enum DisconnectCause
{
    /// <summary><see cref="MqttClient.Stop"/>, <see cref="MqttClient.Reconnect"/> or <see cref="MqttClient.Leave"/> was called.</summary>
    Requested,
    /// <summary>Name resolution, TCP, TLS or WebSocket handshake failed.</summary>
    TransportFailed,
    /// <summary>The broker answered CONNECT with a failure code.</summary>
    Refused,
    /// <summary>The broker sent DISCONNECT.</summary>
    DisconnectedByBroker,
    /// <summary>The connection ended without a word.</summary>
    ConnectionLost,
    /// <summary>The broker was silent for too long.</summary>
    TimedOut,
    /// <summary>The broker sent bytes that the protocol does not allow.</summary>
    ProtocolViolation,
    /// <summary>A batch was abandoned, or a handler threw.</summary>
    Abandoned,
    /// <summary>Another client took over the session: next attempt in 5 minutes or more. Told by reason 0x8E, or suspected after several closes
    /// within 2 s of CONNACK: 2 on MQTT 3.1.1, 4 on MQTT 5.</summary>
    DuplicateClientId,
}

/// <summary>Something worth a line in the log that does not end the connection.</summary>
public sealed record MqttNotice(MqttNoticeKind Kind, string Text);

public enum MqttNoticeKind
{
    /// <summary>Somebody else uses this client id. Raise an alert.</summary>
    DuplicateClientId,
    /// <summary>The broker sent more unacknowledged messages than Receive Maximum allows; they were taken all the same.</summary>
    ReceiveMaximumExceeded,
    /// <summary>The broker refused MQTT 5; MQTT 3.1.1 is tried next.</summary>
    ProtocolFallback,
    /// <summary>An acknowledgement for a packet that is not in flight was ignored.</summary>
    UnexpectedAcknowledgement,
    /// <summary>The broker had lost the session: subscriptions are made again, unacknowledged publishes sent again.</summary>
    SessionLost,
    /// <summary>A subscription was refused or granted at a lower QoS.</summary>
    SubscriptionNotGranted,
    /// <summary>A handler of the application threw.</summary>
    HandlerFailed,
    /// <summary>The machine was suspended and is awake again (or its clock was set, which may look the same); the connection is being tested.</summary>
    MachineSlept,
}
