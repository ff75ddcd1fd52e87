namespace EdgeAgent.Link;

/// <summary>Why a connection ended, or an attempt failed.</summary>
internal enum LossCause
{
    /// <summary>The link was stopped, or asked to leave or to connect anew.</summary>
    Requested,

    /// <summary>Name resolution, TCP, TLS or WebSocket handshake failed, or a file of the configuration cannot be read.</summary>
    TransportFailed,

    /// <summary>The broker answered CONNECT with a failure code.</summary>
    Refused,

    /// <summary>The broker closed where it should have answered CONNECT.</summary>
    ClosedBeforeAnswer,

    /// <summary>The broker sent DISCONNECT.</summary>
    DisconnectedByBroker,

    /// <summary>The broker closed without a word.</summary>
    ClosedByBroker,

    /// <summary>The network lost it.</summary>
    ConnectionLost,

    /// <summary>The broker was silent for too long.</summary>
    TimedOut,

    /// <summary>The broker sent bytes that the protocol does not allow.</summary>
    ProtocolViolation,

    /// <summary>What had arrived could not be stored: it comes again on the next connection.</summary>
    Abandoned,
}

/// <summary>The end of a connection or of an attempt, for the log and for what to do next.</summary>
/// <param name="Reason">One line for an operator: what failed, for which host.</param>
internal sealed record ConnectionLoss(LossCause Cause, string Reason)
{
    /// <summary>Of the broker's CONNACK or DISCONNECT (MQTT 5, 2.4); 0 for none.</summary>
    public int Code { get; init; }

    public Exception? Exception { get; init; }

    /// <summary>Time until the next attempt; null for none.</summary>
    public TimeSpan? RetryIn { get; init; }

    /// <summary>The broker said that another client took the session over, or nothing else explains the ends of several connections.</summary>
    public bool IsTakeover { get; init; }
}
