namespace EdgeAgent.Link;

/// <summary>The end of a connection or of an attempt; the log and the next step depend on it.</summary>
/// <param name="Reason">One line for an operator: what failed, for which host.</param>
internal sealed record ConnectionLoss(LossCause Cause, string Reason)
{
    /// <summary>Reason code of the broker's CONNACK or DISCONNECT (MQTT 5, 2.4); 0 for none.</summary>
    public int Code { get; init; }

    public Exception? Exception { get; init; }

    /// <summary>Time until the next attempt; null for none.</summary>
    public TimeSpan? RetryIn { get; init; }

    /// <summary>The broker reported that another client took the session over, or nothing else explains the ends of several connections.</summary>
    public bool IsTakeover { get; init; }
}
