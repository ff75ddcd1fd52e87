namespace EdgeAgent.Link;

/// <summary>State of a <see cref="SessionMachine"/>.</summary>
internal enum SessionState
{
    /// <summary>Waits for the time of the next attempt, or for <see cref="SessionMachine.Return"/>.</summary>
    Waiting,
    Connecting,
    Connected,

    /// <summary>DISCONNECT was sent; the broker is expected to close.</summary>
    Leaving,
    Ended,
}
