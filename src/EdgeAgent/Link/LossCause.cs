namespace EdgeAgent.Link;

/// <summary>Why a connection ended, or an attempt failed.</summary>
internal enum LossCause
{
    /// <summary>The link was stopped, or was asked to leave or to reconnect.</summary>
    Requested,

    /// <summary>Name resolution, TCP, TLS or WebSocket handshake failed, or a file of the configuration cannot be read.</summary>
    TransportFailed,

    /// <summary>The broker answered CONNECT with a failure code.</summary>
    Refused,

    /// <summary>The broker closed where it should have answered CONNECT.</summary>
    ClosedBeforeAnswer,

    /// <summary>The broker sent DISCONNECT.</summary>
    DisconnectedByBroker,

    /// <summary>The broker closed the connection without DISCONNECT.</summary>
    ClosedByBroker,

    /// <summary>The network lost it.</summary>
    ConnectionLost,

    /// <summary>The broker was silent for too long.</summary>
    TimedOut,

    /// <summary>The broker sent bytes that the protocol does not allow.</summary>
    ProtocolViolation,

    /// <summary>Received messages could not be stored; the broker sends them again on the next connection.</summary>
    Abandoned,
}
