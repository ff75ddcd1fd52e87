namespace EdgeAgent.Link;

/// <summary>Where a <see cref="SessionMachine"/> stands.</summary>
internal enum SessionState
{
    /// <summary>For the time of the next attempt, or for <see cref="SessionMachine.Return"/>.</summary>
    Waiting,
    Connecting,
    Connected,

    /// <summary>DISCONNECT has been sent; the broker is to close.</summary>
    Leaving,
    Ended,
}
