namespace EdgeAgent.Link;

/// <summary>The outcome of a publish.</summary>
internal enum PublishStatus
{
    /// <summary>The broker has it; at QoS 0 it was sent.</summary>
    Done,

    /// <summary>The broker refused it.</summary>
    Refused,

    /// <summary>QoS 0 without a connection, or the connection ended while it was sent.</summary>
    NotConnected,

    /// <summary>Too many bytes wait already.</summary>
    QueueFull,

    /// <summary>Larger than the broker accepts.</summary>
    TooLarge,

    /// <summary>Its expiry passed before it could be sent.</summary>
    Expired,

    /// <summary>The topic or another part of the message is invalid.</summary>
    Invalid,

    /// <summary>The broker closed the connection twice after this message, or a similar one: it is not sent for a time.</summary>
    SetAside,

    /// <summary>The link has ended.</summary>
    Stopped,
}
