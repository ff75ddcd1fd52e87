namespace EdgeAgent.Link;

/// <summary>What became of a publish.</summary>
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

    /// <summary>Above what the broker takes.</summary>
    TooLarge,

    /// <summary>Its expiry passed before it could be sent.</summary>
    Expired,

    /// <summary>The topic is not one, or the like.</summary>
    Invalid,

    /// <summary>The broker closed the connection twice after this message, or one like it: it is not sent for a while.</summary>
    SetAside,

    /// <summary>The link has ended.</summary>
    Stopped,
}
